import assert from 'node:assert/strict';
import { type Asker, judge, judgeRoute, type Refusal } from '../../../src/server/ask/guard';
import { admission, curl } from '../support/asker';
import { ask } from '../support/raw';
import { endAll, serve, type Served } from '../support/serve';

const verdictOf = (asker: Partial<Asker>, admitted = admission): 'ok' | Refusal['cause'] => {
  const verdict = judge({ ...curl, ...asker }, admitted);
  return verdict === 'ok' ? 'ok' : verdict.cause;
};
const navigation = { accept: 'text/html,*/*;q=0.8' };
const crossSite = { fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document', ...navigation };

describe('signs of a stranger', () => {
  const evil = 'https://evil.example/page';
  const cases: readonly [string, Partial<Asker>, 'ok' | Refusal['cause']][] = [
    ['a program', {}, 'ok'],
    ['a program that names our page', { referer: 'http://localhost:5500/' }, 'ok'],
    ['a link on another site', crossSite, 'ok'],
    ['a link on another port', { ...crossSite, fetchSite: 'same-site' }, 'ok'],
    ['a prefetch of another site', { ...crossSite, purpose: 'prefetch' }, 'fetch-metadata'],
    ['a prerender of another site', { ...crossSite, purpose: 'prefetch;prerender' }, 'fetch-metadata'],
    ['a prefetch of our own', { ...crossSite, fetchSite: 'same-origin', purpose: 'prefetch' }, 'ok'],
    [
      'a prerender of a typed address',
      { ...crossSite, fetchSite: 'none', purpose: 'prefetch;prerender' },
      'ok',
    ],
    [
      'a prefetch by speculation rules of another site',
      { ...crossSite, fetchSite: 'none', purpose: 'prefetch', referer: evil },
      'fetch-metadata',
    ],
    [
      'a prefetch by speculation rules of our own',
      { ...crossSite, fetchSite: 'none', purpose: 'prefetch', referer: 'http://localhost:5500/' },
      'ok',
    ],
    ['a form sent by another site', { ...crossSite, method: 'POST' }, 'fetch-metadata'],
    ['an audited click', { ...crossSite, isPing: true }, 'fetch-metadata'],
    ['a fenced frame', { ...crossSite, fetchDest: 'fencedframe' }, 'fetch-metadata'],
    ['our service worker, which hands a navigation on', { ...crossSite, fetchDest: 'empty' }, 'ok'],
    [
      'a fetch of another site',
      { fetchSite: 'cross-site', fetchMode: 'cors', fetchDest: 'empty' },
      'fetch-metadata',
    ],
    ['an old browser’s link on another site', { ...navigation, referer: evil }, 'ok'],
    ['an old browser’s image on another site', { referer: evil, accept: 'image/*' }, 'fetch-metadata'],
    ['an old browser’s script on another site', { referer: evil }, 'fetch-metadata'],
    ['an old browser’s script on another port', { referer: 'http://localhost:1/' }, 'fetch-metadata'],
    ['an old browser’s prefetch', { ...navigation, referer: evil, purpose: 'prefetch' }, 'fetch-metadata'],
    ['an old browser’s form', { ...navigation, referer: evil, method: 'POST' }, 'fetch-metadata'],
    ['a Referer that is no URL', { referer: 'evil' }, 'fetch-metadata'],
    ['an old browser’s audited click', { ...navigation, referer: evil, isPing: true }, 'fetch-metadata'],
    ['an audited click that names no page', { isPing: true }, 'fetch-metadata'],
  ];
  for (const [who, asker, verdict] of cases)
    it(`${who}: ${verdict}`, () => assert.equal(verdictOf(asker), verdict));

  it('an audited click is judged by the page that it names', async () => {
    const { port } = await serve({ 'a.txt': 'aaa' });
    const from = (page: string) =>
      ask(port, '/a.txt', { headers: { 'Ping-From': page, 'Ping-To': 'http://localhost/a.txt' } });
    assert.equal((await from(evil)).status, 403);
    assert.equal((await from(`http://127.0.0.1:${port}/`)).status, 200);
    await endAll();
  });

  it('the authority that a forwarder has is our own in a Referer', () => {
    const forwarded = { ...admission, authorities: ['5500-x.example.dev'] };
    assert.equal(verdictOf({ referer: 'https://5500-x.example.dev/a' }, forwarded), 'ok');
    assert.equal(verdictOf({ referer: 'https://other.example.dev/a' }, forwarded), 'fetch-metadata');
  });
});

describe('an authority', () => {
  afterEach(endAll);

  for (const host of [
    'localhost',
    'localhost:80',
    'localhost:65535',
    '[::1]:5500',
    'xn--mnchen-3ya.localhost:80',
    'a.localhost',
    '127.0.0.1:1',
  ])
    it(`${host} is one that a URL can have`, () => assert.equal(verdictOf({ host }), 'ok'));
  for (const host of [
    'localhost:65536',
    'localhost:99999',
    'xn--.localhost',
    'xn--a.localhost:80',
    '127.0.0.1:70000',
    'evil.example:65536',
    'xn--.evil.example',
    '[::1',
    '[::1]x',
    '[::1%25lo]',
    '::1',
    'localhost:80:80',
    'localhost:x',
    'loc%61lhost',
    'local host',
    'localhost\t',
    'localhost/evil',
    'localhost?evil',
    'localhost#evil',
    'localhost\\evil',
    '\xef\xbd\x8cocalhost',
    '',
    ':80',
  ])
    it(`${host} is none`, () => assert.equal(verdictOf({ host }), 'authority'));

  it('that no URL can have is 400, by the Host field, in an absolute target and for a WebSocket', async () => {
    const { port } = await serve({ 'a.txt': 'a' });
    assert.equal((await ask(port, '/a.txt', { host: 'localhost:99999' })).status, 400);
    assert.equal((await ask(port, 'http://xn--.localhost/a.txt')).status, 400);
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
    assert.equal((await ask(port, '/a', { host: 'localhost:99999', headers })).status, 400);
  });
});

describe('a route on a name that is not loopback', () => {
  const lan = { ...curl, host: '192.168.1.5:5500', local: '192.168.1.5' };
  const bound = { ...admission, host: '192.168.1.5' };
  const answered = (asker: Partial<Asker>, hasPass = false): boolean =>
    judgeRoute({ ...lan, ...asker }, bound, () => hasPass) === 'ok';

  it('answers a request with our cookie, our Origin or our Referer, and no other', () => {
    assert.ok(!answered({}));
    assert.ok(answered({}, true));
    assert.ok(answered({ origin: 'http://192.168.1.5:5500' }));
    assert.ok(answered({ referer: 'http://192.168.1.5:5500/page' }));
    assert.ok(!answered({ referer: 'http://192.168.1.5:5501/page' }));
    assert.ok(!answered({ origin: 'null' }));
    assert.ok(!answered({ ...navigation }));
    assert.ok(answered({ fetchSite: 'same-origin' }));
    assert.ok(answered({ fetchSite: 'none' }));
    assert.ok(!answered({ fetchSite: 'cross-site' }));
    assert.ok(answered({ host: 'localhost:5500' }));
  });

  it('answers no prefetch on a loopback name either, unless a page of ours asks for it', () => {
    const own = { host: 'localhost:5500', purpose: 'prefetch' };
    assert.ok(!answered({ ...own, fetchSite: 'none' }));
    assert.ok(!answered({ ...own, fetchSite: 'none', referer: 'http://localhost:5501/' }));
    assert.ok(answered({ ...own, fetchSite: 'none', referer: 'http://localhost:5500/' }));
    assert.ok(answered({ ...own, fetchSite: 'same-origin' }));
  });
});

/** Reached by 127.0.0.2, an address of this machine that the guard does not take for loopback. */
describe('a server that is reached by another address', () => {
  const html = { Accept: 'text/html' };
  const routes = { routes: [{ path: '/api', json: 'answered' }] };
  const options = { authorities: ['shared.example'] };
  const host = 'shared.example';
  let served: Served;
  beforeEach(async () => {
    served = await serve(
      { 'index.html': '<title>home</title>', 'a.css': 'a{}', 'porthole.routes.json': JSON.stringify(routes) },
      options,
    );
  });
  afterEach(endAll);

  it('gives its documents, and nothing else, the cookie that opens its routes', async () => {
    const page = await ask(served.port, '/', { host, headers: html });
    const cookie = page.headers['set-cookie'] ?? '';
    assert.match(cookie, /^porthole-pass-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal((await ask(served.port, '/a.css', { host })).headers['set-cookie'], undefined);
    assert.equal((await ask(served.port, '/', { headers: html })).headers['set-cookie'], undefined);
    const pass = { Cookie: `theirs=1; ${cookie.split(';')[0]}` };
    assert.equal((await ask(served.port, '/api', { host, headers: pass })).body.toString(), '"answered"');
    assert.equal(
      (await ask(served.port, '/', { host, headers: { ...html, ...pass } })).headers['set-cookie'],
      undefined,
    );
  });

  it('refuses a route without it, and offers a person the link that brings it', async () => {
    const image = await ask(served.port, '/api', { host, headers: { Accept: 'image/*' } });
    assert.deepEqual([image.status, image.headers['set-cookie']], [403, undefined]);
    const wrong = { Cookie: `porthole-pass-${served.port}=${'A'.repeat(43)}` };
    assert.equal((await ask(served.port, '/api', { host, headers: wrong })).status, 403);
    const page = await ask(served.port, '/api?a=%3Cb', { host, headers: html });
    assert.equal(page.status, 403);
    assert.match(page.headers['set-cookie'] ?? '', /SameSite=Strict/);
    assert.match(page.body.toString(), /<a href="\.\/api\?a=%3Cb">/);
    const elsewhere = await ask(served.port, '//api', { host, headers: html });
    assert.doesNotMatch(elsewhere.body.toString(), /href="\/\//);
  });

  it('opens no WebSocket to a route without it', async () => {
    const asked = { Connection: 'Upgrade', Upgrade: 'websocket' };
    assert.equal((await ask(served.port, '/api', { host, headers: asked })).status, 403);
    const own = { ...asked, Origin: `https://${host}` };
    assert.equal((await ask(served.port, '/api', { host, headers: own })).status, 404);
  });

  it('answers files without it', async () => {
    assert.equal((await ask(served.port, '/a.css', { host })).status, 200);
  });
});
