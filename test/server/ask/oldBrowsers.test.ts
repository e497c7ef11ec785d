import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { ask } from '../support/raw';
import { withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

/** The fields of Safari before 16.4 for each kind of request: no `Sec-Fetch-*`. */
const KINDS = {
  navigation: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  stylesheet: { Accept: 'text/css,*/*;q=0.1' },
  script: { Accept: '*/*' },
  image: { Accept: 'image/webp,image/avif,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5' },
  fetch: { Accept: '*/*' },
  xhr: { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' },
} as const;
type Kind = keyof typeof KINDS;

/** The origin of the request; PORT is the server's own. */
const SITES = {
  nowhere: {},
  'our page': { Referer: 'http://localhost:PORT/index.html' },
  'our page with a policy of no referrer': {},
  'another site': { Referer: 'https://evil.example/' },
  'another port': { Referer: 'http://localhost:1/' },
  'another name of this machine': { Referer: 'http://127.0.0.1:PORT/' },
  'another site, by CORS': { Origin: 'https://evil.example', Referer: 'https://evil.example/' },
  'a sandboxed frame': { Origin: 'null' },
} as const;
type Site = keyof typeof SITES;

const FOREIGN: readonly Site[] = ['another site', 'another port', 'another name of this machine'];
const REFUSED: readonly Site[] = ['another site, by CORS', 'a sandboxed frame'];

/** A person who follows a link sees the page; anything else of another site gets nothing. */
const statusFor = (kind: Kind, site: Site): number => {
  if (REFUSED.includes(site)) return 403;
  return FOREIGN.includes(site) && kind !== 'navigation' && kind !== 'xhr' ? 403 : 200;
};

describe('Safari before 16.4, which sends no Fetch Metadata,', () => {
  let served: Served;
  const routes = [
    { path: '/api/word', body: 'SECRET' },
    { path: '/api/made', method: 'POST', body: 'made' },
  ];
  before(async () => {
    served = await serve(
      withRoutes(routes, { 'index.html': '<!doctype html><p>SECRET', 'a.js': '"SECRET"', 'a.css': 'a {}' }),
    );
  });
  after(endAll);

  const fieldsOf = (kind: Kind, site: Site): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries({ ...KINDS[kind], ...SITES[site] }).map(([name, value]) => [
        name,
        value.replace('PORT', String(served.port)),
      ]),
    );
  const asked = (target: string, kind: Kind, site: Site, method = 'GET') =>
    ask(served.port, target, { method, headers: fieldsOf(kind, site), host: `localhost:${served.port}` });

  for (const site of Object.keys(SITES) as Site[])
    it(`gets from ${site} what a page there may have, by each kind of request`, async () => {
      for (const kind of Object.keys(KINDS) as Kind[])
        for (const target of ['/index.html', '/a.js', '/api/word']) {
          const { status, body } = await asked(target, kind, site);
          assert.equal(status, statusFor(kind, site), `${kind} of ${target}`);
          if (status === 403) assert.ok(!body.includes('SECRET'), `${kind} of ${target}`);
        }
    });

  it('has the page script in what it navigates to, and in nothing else', async () => {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const { body } = await asked('/index.html', kind, 'our page');
      assert.equal(body.includes('__porthole/page.js'), kind === 'navigation', kind);
    }
  });

  it('sends a form of our pages to a route, and none of another site’s', async () => {
    for (const [site, status] of [
      ['our page', 200],
      ['another site', 403],
      ['another port', 403],
      ['another site, by CORS', 403],
      ['a sandboxed frame', 403],
    ] as const)
      assert.equal((await asked('/api/made', 'navigation', site, 'POST')).status, status, site);
  });

  it('gets no file ahead of a click from another site', async () => {
    const headers = { ...fieldsOf('navigation', 'another site'), 'X-Purpose': 'preview' };
    assert.equal((await ask(served.port, '/index.html', { headers })).status, 403);
  });

  it('opens the live channel for our pages alone, by Origin', async () => {
    const live = served.server.liveUrl ?? '';
    for (const [origin, opens] of [
      [`http://localhost:${served.port}`, true],
      ['https://evil.example', false],
      ['http://localhost:1', false],
      [`https://localhost:${served.port}`, false],
      ['null', false],
      ['file://', false],
    ] as const)
      assert.equal(await opensFor(live.replace('127.0.0.1', 'localhost'), { Origin: origin }), opens, origin);
    const foreign = { Referer: 'https://evil.example/' };
    assert.equal(await opensFor(live, foreign), false, 'by its Referer, where there is no Origin');
  });

  it('reads the page script from our pages alone', async () => {
    for (const [site, status] of [
      ['our page', 200],
      ['another site', 403],
      ['another port', 403],
      ['a sandboxed frame', 403],
    ] as const)
      assert.equal((await asked('/__porthole/page.js', 'script', site)).status, status, site);
  });
});

function opensFor(address: string, headers: OutgoingHttpHeaders): Promise<boolean> {
  return new Promise(resolve => {
    const socket = new WebSocket(address, { headers: headers as Record<string, string> });
    socket.once('open', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('message', () => socket.terminate());
  });
}
