import { strict as assert } from 'node:assert';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { filesOfPage, isSameFile, movedPage } from '../../../src/editor/preview/moved';
import { readFromPanel } from '../../../src/editor/preview/panelMessages';
import { titleOf } from '../../../src/editor/preview/previewPanel';
import { judge, whyUnseen } from '../../../src/editor/preview/unseen';

const SITE = { root: '/site', mount: { '/lib': '../modules' } };
const move = (from: string, to: string) => [{ from, to }];
const moves = (from: string, to: string) => [{ from: `/site/${from}`, to: `/site/${to}` }];

describe('the files of a page', () => {
  it('are those by which the server may answer its address, and none outside of what is served', () => {
    for (const [page, ...files] of [
      ['', '/site/index.html'],
      ['a.html?x=1#y', '/site/a.html', '/site/a.html.html'],
      ['docs/', '/site/docs/index.html'],
      ['about', '/site/about', '/site/about.html'],
      ['lib/a%20b.html', '/modules/a b.html', '/modules/a b.html.html'],
      ['100%', '/site/100%', '/site/100%.html'],
      ['..%2F..%2Fetc/hosts'],
      ['%2e%2e/x'],
    ] as const)
      assert.deepEqual(filesOfPage(page, SITE), files, page);
  });
});

describe('the page of a file that was renamed or moved', () => {
  it('is at its new address, with query and fragment', () => {
    assert.equal(movedPage('a.html?x=1#y', SITE, moves('a.html', 'b c.html')), 'b%20c.html?x=1#y');
    assert.equal(movedPage('a%20b.html', SITE, moves('a b.html', 'docs/a.html')), 'docs/a.html');
  });

  it('moves with its folder', () => {
    assert.equal(movedPage('docs/a.html', SITE, moves('docs', 'manual')), 'manual/a.html');
    assert.equal(movedPage('docs/', SITE, moves('docs', 'manual')), 'manual/');
    assert.equal(movedPage('docs/deep/', SITE, moves('docs', 'x/y')), 'x/y/deep/');
  });

  it('keeps the form that its address had', () => {
    assert.equal(movedPage('', SITE, moves('index.html', 'home.html')), 'home.html');
    assert.equal(movedPage('docs/', SITE, moves('docs/index.html', 'docs/start.html')), 'docs/start.html');
    assert.equal(movedPage('about', SITE, moves('about.html', 'us.html')), 'us');
  });

  it('moves within a mounted folder, into it and out of it', () => {
    assert.equal(movedPage('lib/a/x.html', SITE, move('/modules/a', '/modules/b')), 'lib/b/x.html');
    assert.equal(movedPage('x.html', SITE, move('/site/x.html', '/modules/x.html')), 'lib/x.html');
    assert.equal(movedPage('lib/x.html#y', SITE, move('/modules/x.html', '/site/x.html')), 'x.html#y');
    assert.equal(movedPage('lib/x.html', SITE, move('/site/lib/x.html', '/site/y.html')), undefined);
  });

  it('is followed by each of two quick renames', () => {
    const once = movedPage('a.html', SITE, moves('a.html', 'b.html')) ?? assert.fail('once');
    assert.equal(movedPage(once, SITE, moves('b.html', 'c.html')), 'c.html');
  });

  it('is the same in each form, whatever its query and fragment', () => {
    for (const [one, other, isSame] of [
      ['', 'index.html', true],
      ['docs/', 'docs/index.html#a', true],
      ['about', 'about.html?x', true],
      ['a%20b.html', 'a b.html', true],
      ['a.html', 'b.html', false],
      ['docs/', 'docs.html', false],
      ['index.html/x', 'x', false],
    ] as const)
      assert.equal(isSameFile(one, other), isSame, `${one} ${other}`);
  });

  it('stays where another file moved, and where the file left the root', () => {
    assert.equal(movedPage('a.html', SITE, moves('b.html', 'c.html')), undefined);
    assert.equal(movedPage('a.html', SITE, moves('a', 'b')), undefined);
    assert.equal(movedPage('a.html', SITE, [{ from: '/site/a.html', to: '/elsewhere/a.html' }]), undefined);
    assert.equal(movedPage('%', SITE, moves('b.html', 'c.html')), undefined);
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
    assert.equal(judge({ 'content-security-policy': 'frame-ancestors; img-src *' }), 'framing');
  });

  it('is no other: a policy that names VS Code wins over X-Frame-Options', () => {
    assert.equal(judge({ 'content-type': 'text/plain' }), undefined);
    const policy = "frame-ancestors 'self' vscode-webview:";
    assert.equal(judge({ 'content-security-policy': policy, 'x-frame-options': 'DENY' }), undefined);
  });
});

/** Replies by path: where they redirect to, or what they say of frames. */
const REPLIES: Readonly<Record<string, http.OutgoingHttpHeaders>> = {
  '/plain': {},
  '/refuses': { 'X-Frame-Options': 'DENY' },
  '/to-refuses': { Location: 'refuses' },
  '/to-plain': { Location: '/to-to-plain', 'X-Frame-Options': 'DENY' },
  '/to-to-plain': { Location: '/plain' },
  '/away': { Location: 'http://foreign.example/refuses' },
  '/nowhere': { Location: 'http://[' },
  '/loop': { Location: '/loop' },
};

describe('a page whose address redirects', () => {
  let server: http.Server;
  let base: string;

  before(async () => {
    server = http.createServer(({ url = '' }, response) => {
      const headers = REPLIES[url] ?? {};
      response.writeHead('Location' in headers ? 302 : 200, headers).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  after(() => server.close());

  it('is judged by the reply at the end, and told where there is none', async () => {
    const told = await Promise.all(
      Object.keys(REPLIES).map(async path => [path, await whyUnseen(base + path)] as const),
    );
    assert.deepEqual(
      told.filter(([, why]) => why !== undefined),
      [
        ['/refuses', 'framing'],
        ['/to-refuses', 'framing'],
        ['/loop', 'loop'],
      ],
    );
  });
});

describe('the tab of a preview', () => {
  it('has no name that would fill the window', () => {
    assert.equal(titleOf('A page'), 'Preview: A page');
    assert.equal(titleOf('😀'.repeat(500)), `Preview: ${'😀'.repeat(79)}…`);
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
