import { strict as assert } from 'node:assert';
import { movedPage } from '../../../src/editor/preview/moved';
import { readFromPanel } from '../../../src/editor/preview/panelMessages';
import { judge } from '../../../src/editor/preview/unseen';

const moves = (from: string, to: string) => [{ from: `/site/${from}`, to: `/site/${to}` }];

describe('the page of a file that was renamed or moved', () => {
  it('is at its new address, with query and fragment', () => {
    assert.equal(movedPage('a.html?x=1#y', '/site', moves('a.html', 'b c.html')), 'b%20c.html?x=1#y');
    assert.equal(movedPage('a%20b.html', '/site', moves('a b.html', 'docs/a.html')), 'docs/a.html');
  });

  it('moves with its folder', () => {
    assert.equal(movedPage('docs/a.html', '/site', moves('docs', 'manual')), 'manual/a.html');
    assert.equal(movedPage('docs/', '/site', moves('docs', 'manual')), 'manual/');
    assert.equal(movedPage('docs/deep/', '/site', moves('docs', 'x/y')), 'x/y/deep/');
  });

  it('keeps the form that its address had', () => {
    assert.equal(movedPage('', '/site', moves('index.html', 'home.html')), 'home.html');
    assert.equal(movedPage('docs/', '/site', moves('docs/index.html', 'docs/start.html')), 'docs/start.html');
    assert.equal(movedPage('about', '/site', moves('about.html', 'us.html')), 'us');
  });

  it('stays where another file moved, and where the file left the root', () => {
    assert.equal(movedPage('a.html', '/site', moves('b.html', 'c.html')), undefined);
    assert.equal(movedPage('a.html', '/site', moves('a', 'b')), undefined);
    assert.equal(
      movedPage('a.html', '/site', [{ from: '/site/a.html', to: '/elsewhere/a.html' }]),
      undefined,
    );
    assert.equal(movedPage('%', '/site', moves('b.html', 'c.html')), undefined);
  });
});

describe('a page that cannot be seen in the preview', () => {
  it('is a PDF, or one whose reply forbids frames', () => {
    assert.equal(judge({ 'content-type': 'application/pdf' }), 'pdf');
    assert.equal(judge({ 'x-frame-options': 'DENY' }), 'framing');
    assert.equal(judge({ 'x-frame-options': 'sameorigin' }), 'framing');
    assert.equal(
      judge({ 'content-security-policy': "default-src 'self'; frame-ancestors 'none'" }),
      'framing',
    );
  });

  it('is no other: a policy that names VS Code wins over X-Frame-Options', () => {
    assert.equal(judge({ 'content-type': 'text/plain' }), undefined);
    const policy = "frame-ancestors 'self' vscode-webview:";
    assert.equal(judge({ 'content-security-policy': policy, 'x-frame-options': 'DENY' }), undefined);
  });
});

describe('an address that the panel wants opened outside', () => {
  it('is one of the web, of mail, or of the telephone', () => {
    for (const url of ['https://a.example/', 'http://a.example/b', 'mailto:a@b.example', 'tel:123'])
      assert.deepEqual(readFromPanel({ type: 'openOutside', url }), { type: 'openOutside', url });
  });

  it('is never a file, a script, a command or a program', () => {
    for (const url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'vscode://x/y',
      'command:x',
      'data:,x',
      'x',
      7,
    ])
      assert.equal(readFromPanel({ type: 'openOutside', url }), undefined);
  });
});
