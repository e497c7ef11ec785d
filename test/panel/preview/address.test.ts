import { strict as assert } from 'node:assert';
import { pageOfInput, pageOfUrl, urlOfPage } from '../../../src/panel/preview/address';
import { readFromFrame, readToPanel } from '../../../src/panel/preview/messages';
import { LONGEST_ADDRESS } from '../../../src/protocol/frame';

const ROOT = 'http://127.0.0.1:5500/';
const BELOW = 'https://code.example/proxy/5500/';

describe('an address in the preview', () => {
  it('is a page of its server, with query and fragment', () => {
    assert.equal(pageOfUrl('http://127.0.0.1:5500/a/b.html?c=d#e', ROOT), 'a/b.html?c=d#e');
    assert.equal(pageOfUrl('https://code.example/proxy/5500/a.html', BELOW), 'a.html');
    assert.equal(urlOfPage('a/b.html?c=d#e', ROOT), 'http://127.0.0.1:5500/a/b.html?c=d#e');
    assert.equal(urlOfPage('a.html', BELOW), 'https://code.example/proxy/5500/a.html');
  });

  it('is none of another server, another port, or another folder of a proxy', () => {
    for (const url of [
      'http://127.0.0.1:5501/a',
      'http://evil.example/',
      'nonsense',
      'javascript:alert(1)',
    ]) {
      assert.equal(pageOfUrl(url, ROOT), undefined, url);
    }
    assert.equal(pageOfUrl('https://code.example/proxy/5501/a', BELOW), undefined);
    assert.equal(urlOfPage('../5501/a', BELOW), undefined);
  });

  it('is what a person means, typed with or without its slash, or whole', () => {
    for (const input of ['a.html', '/a.html', ' //a.html ', 'http://127.0.0.1:5500/a.html']) {
      assert.equal(pageOfInput(input, ROOT), 'a.html', input);
    }
    for (const input of ['localhost:5500/a.html', '127.0.0.1:5500/a.html', 'http://localhost:5500/a.html'])
      assert.equal(pageOfInput(input, ROOT), 'a.html', input);
    assert.equal(pageOfInput('localhost:5500', ROOT), '');
    assert.equal(pageOfInput('localhost:5501/a.html', ROOT), undefined);
    assert.equal(pageOfInput('http://localhost/a.html', ROOT), undefined);
    assert.equal(pageOfInput('localhost:443/proxy/5500/a.html', BELOW), undefined);
    assert.equal(pageOfInput('', ROOT), '');
    assert.equal(pageOfInput('/a b/ü.html', ROOT), 'a%20b/%C3%BC.html');
    assert.equal(pageOfInput('https://evil.example/', ROOT), undefined);
    assert.equal(pageOfInput('javascript:alert(1)', ROOT), undefined);
  });
});

describe('a message to the panel', () => {
  it('from a page zooms by one step', () => {
    for (const [by, step] of [
      [-1, -1],
      [1e9, 1],
      [{}, 1],
    ] as const)
      assert.deepEqual(readFromFrame({ type: 'porthole:zoom', by }), { type: 'porthole:zoom', by: step });
  });

  it('from a page is taken when it says where the page is', () => {
    const message = { type: 'porthole:shown', url: ROOT, title: 'T', how: 'push', document: 7 };
    assert.deepEqual(readFromFrame(message), message);
    const long = readFromFrame({ ...message, title: 'x'.repeat(9999) });
    assert.equal(long?.type === 'porthole:shown' && long.title.length, 500);
  });

  it('from a page that leaves or steps is taken for what it is', () => {
    const leaving = { type: 'porthole:leaving', url: ROOT, replaces: true };
    assert.deepEqual(readFromFrame(leaving), leaving);
    assert.deepEqual(readFromFrame({ ...leaving, replaces: 'yes' }), { ...leaving, replaces: false });
    for (const [by, read] of [
      [-1, -1],
      [1, 1],
      [-3, -3],
      [2.5, 2],
      ['x', undefined],
      [0, undefined],
    ] as const) {
      const step = read === undefined ? undefined : { type: 'porthole:step', by: read };
      assert.deepEqual(readFromFrame({ type: 'porthole:step', by }), step);
    }
  });

  it('from a page that goes says how far it was scrolled, whatever it says', () => {
    const message = { type: 'porthole:scrolled', document: 7, scroll: { x: 0, y: 12.5 } };
    assert.deepEqual(readFromFrame(message), message);
    for (const scroll of [undefined, 'x', { x: 'x', y: Number.NaN }])
      assert.deepEqual(readFromFrame({ ...message, scroll }), { ...message, scroll: { x: 0, y: 0 } });
  });

  it('from a page is nothing when it is malformed or huge', () => {
    const bad = [
      undefined,
      null,
      'porthole:shown',
      {},
      { type: 'porthole:shown' },
      { type: 'show', folder: '', base: ROOT },
    ];
    for (const message of bad) assert.equal(readFromFrame(message), undefined);
    assert.equal(
      readFromFrame({ type: 'porthole:shown', url: 'x'.repeat(LONGEST_ADDRESS + 1), title: '' }),
      undefined,
    );
  });

  it('from VS Code is taken whole', () => {
    assert.deepEqual(readToPanel({ type: 'show', folder: 'f', base: ROOT }), {
      type: 'show',
      folder: 'f',
      base: ROOT,
      page: undefined,
      replaces: false,
    });
    assert.deepEqual(readToPanel({ type: 'stopped', reason: 'r' }), { type: 'stopped', reason: 'r' });
    for (const why of ['framing', 'pdf', 'loop'])
      assert.deepEqual(readToPanel({ type: 'unseen', page: 'p', why }), { type: 'unseen', page: 'p', why });
    for (const message of [
      undefined,
      null,
      {},
      { type: 'show' },
      { type: 'stopped' },
      { type: 'unseen', page: 'p', why: 'x' },
    ])
      assert.equal(readToPanel(message), undefined);
  });
});
