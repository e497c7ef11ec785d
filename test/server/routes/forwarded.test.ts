import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ask } from '../support/raw';
import { withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

/** The path that a forwarder strips; the server only learns it from a field. */
const PREFIX = '/user/ada/proxy/5500';
const HOST = 'localhost:8443';

type Fields = Readonly<Record<string, string>>;
type Forwarder = (port: number) => Fields;

/** A forwarder's changes to a request's head, by the field that reveals it. */
const FORWARDERS: Readonly<Record<string, Forwarder>> = {
  'keeps Host': () => ({ Host: HOST }),
  'rewrites Host, and tells of the old one': port => ({
    Host: `127.0.0.1:${port}`,
    'X-Forwarded-Host': HOST,
  }),
  'rewrites Host, and tells nothing': port => ({
    Host: `localhost:${port}`,
    Referer: `http://${HOST}${PREFIX}/deep/page.html`,
    'Sec-Fetch-Site': 'same-origin',
  }),
  'tells the path': port => ({ Host: `127.0.0.1:${port}`, 'X-Forwarded-Prefix': `${PREFIX}/` }),
  'tells as RFC 7239 has it': port => ({
    Host: `127.0.0.1:${port}`,
    Forwarded: `for=192.0.2.1;proto=https;host="${HOST}"`,
  }),
};

/** A browser without a Referer, and one that came from elsewhere: no field tells whether there is a forwarder. */
const UNTOLD: Readonly<Record<string, Forwarder>> = {
  'rewrites Host, and is asked first': port => ({ Host: `127.0.0.1:${port}`, ...navigation('none') }),
  'rewrites Host of a link from elsewhere': port => ({
    Host: `127.0.0.1:${port}`,
    Referer: 'https://example.org/',
    ...navigation('cross-site'),
  }),
  'rewrites Host of an old browser': port => ({ Host: `127.0.0.1:${port}`, Accept: 'text/html,*/*' }),
};
const navigation = (site: string): Fields => ({
  'Sec-Fetch-Site': site,
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
});

/** Other origins may only show documents. */
const DOCUMENT = { 'content-type': 'text/html' };

const routes = [
  { path: '/mock', status: 302, headers: { location: '/login?next=%2Fa#top' } },
  { path: '/a/b/mock', status: 302, headers: { Location: '/login' } },
  { path: '/beside', status: 302, headers: { location: 'other' } },
  { path: '/away', status: 302, headers: { location: 'https://example.org/x' } },
  { path: '/odd', status: 302, headers: { location: '//example.org/x' } },
  {
    path: '/none',
    status: 200,
    headers: { ...DOCUMENT, link: '</a.css>; rel=preload, <b.css>; rel=preload' },
  },
  { path: '/wait', status: 200, headers: { ...DOCUMENT, refresh: '3; url=/login' } },
  { path: '/session', status: 200, headers: { ...DOCUMENT, 'set-cookie': 's=1; Path=/session; HttpOnly' } },
  { path: '/api/users', collection: './data/users.json' },
  { path: '/hi/there', handler: './hi.mjs' },
];
const hi = `export const GET = request => new Response(null, { status: 303, headers: [
  ['location', new URL('/login', request.url).href], ['content-location', '/hi/9'],
  ['set-cookie', 'a=1'], ['set-cookie', 'b=2; path=/hi; Secure'], ['set-cookie', '__Host-c=3; Path=/; Secure']] });`;

/** The addresses in a reply, for a browser that requested the target below the path. */
const resolved = (target: string, reference = ''): string =>
  new URL(reference, `http://${HOST}${PREFIX}${target}`).href;
const below = (name: string): string => `http://${HOST}${PREFIX}${name}`;

const cookiePaths = ({ 'set-cookie': lines = '' }: Fields): (string | undefined)[] =>
  lines.split('\n').map(line => /path=([^;]*)/i.exec(line)?.[1]);

describe('a route behind a path that a forwarder takes off', function () {
  this.timeout(20_000);
  let served: Served;
  beforeEach(async () => {
    served = await serve(withRoutes(routes, { 'hi.mjs': hi }), {
      pageScript: path.resolve('dist/page.js'),
    });
  });
  afterEach(endAll);

  const headsOf = async (target: string, fields: Forwarder = () => ({})): Promise<Fields> =>
    (await ask(served.port, target, { headers: fields(served.port) })).headers;
  const locationOf = async (target: string, fields: Forwarder): Promise<string> => {
    const { location = '' } = await headsOf(target, fields);
    assert.match(location, /^(?:\.\/|\/(?!\/)|[\w-]+$|https:|\/\/example)/);
    return resolved(target, location);
  };

  for (const [what, fields] of Object.entries({ ...FORWARDERS, ...UNTOLD }))
    describe(`which ${what}`, () => {
      it('redirects to an address behind the path', async () => {
        assert.equal(await locationOf('/mock', fields), below('/login?next=%2Fa#top'));
        assert.equal(await locationOf('/a/b/mock', fields), below('/login'));
        assert.equal(await locationOf('/beside', fields), below('/other'));
        assert.equal(await locationOf('/away', fields), 'https://example.org/x');
        assert.equal(await locationOf('/odd', fields), 'http://example.org/x');
        assert.equal(await locationOf('/hi/there', fields), below('/login'));
      });

      it('refers by Link, Refresh and Content-Location to addresses behind the path', async () => {
        const { link = '' } = await headsOf('/none', fields);
        const targets = [...link.matchAll(/<([^>]*)>/g)].map(([, target]) => resolved('/none', target));
        assert.deepEqual(targets, [below('/a.css'), below('/b.css')]);
        const { refresh = '' } = await headsOf('/wait', fields);
        assert.equal(resolved('/wait', refresh.replace('3; url=', '')), below('/login'));
        assert.equal(
          resolved('/hi/there', (await headsOf('/hi/there', fields))['content-location']),
          below('/hi/9'),
        );
      });

      if (what in UNTOLD) {
        it('keeps a cookie, which has no relative path', async () => {
          assert.deepEqual(cookiePaths(await headsOf('/session', fields)), ['/session']);
        });
        return;
      }

      it('sets cookies that the browser sends back', async () => {
        const own = cookiePaths(await headsOf('/session', fields));
        const [none, second, host] = cookiePaths(await headsOf('/hi/there', fields));
        for (const each of [...own, second])
          assert.ok(`${PREFIX}/session ${PREFIX}/hi /`.split(' ').includes(each ?? ''), each);
        assert.deepEqual([none, host], [undefined, '/']);
      });

      it('names a new item of a collection behind the path', async () => {
        const made = await created(served, fields(served.port));
        assert.equal(resolved('/api/users', made), below('/api/users/11'));
      });
    });

  it('which tells the path keeps cookies below it', async () => {
    const headers = { 'X-Forwarded-Prefix': PREFIX };
    const { headers: got } = await ask(served.port, '/session', { headers });
    assert.equal(got['set-cookie'], `s=1; Path=${PREFIX}/session; HttpOnly`);
    for (const odd of ['/a;b', 'x', '//evil.example', '/a b', '/a, /b', '/"']) {
      const { headers: other } = await ask(served.port, '/session', {
        headers: { 'X-Forwarded-Prefix': odd },
      });
      assert.equal(other['set-cookie'], 's=1; Path=/; HttpOnly', odd);
    }
  });

  it('is left alone for a page of this server, and for a client that is no browser', async () => {
    const own = { Referer: `http://127.0.0.1:${served.port}/`, ...navigation('same-origin') };
    assert.equal((await headsOf('/a/b/mock', () => own))['location'], '/login');
    assert.equal((await headsOf('/a/b/mock'))['location'], '/login');
    assert.equal((await headsOf('/none'))['link'], '</a.css>; rel=preload, <b.css>; rel=preload');
    for (const fields of [{}, { Host: 'localhost' }])
      assert.equal((await headsOf('/session', () => fields))['set-cookie'], 's=1; Path=/session; HttpOnly');
  });

  it('is noticed at the usual port, which browsers leave out', async () => {
    for (const browser of [{ 'User-Agent': 'Mozilla/5.0' }, { Accept: 'text/html' }, navigation('none')]) {
      const headers: Fields = { Host: 'localhost', ...browser };
      assert.deepEqual(cookiePaths(await headsOf('/session', () => headers)), ['/']);
    }
  });
});

/** The Location of a new item. */
async function created({ port }: Served, headers: Fields): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', ...headers };
    const client = http.request({
      port,
      host: '127.0.0.1',
      path: '/api/users',
      method: 'POST',
      headers: all,
    });
    client.on('response', response => {
      response.resume();
      resolve(response.headers.location ?? '');
    });
    client.on('error', reject);
    client.end('{"name":"new"}');
  });
}

describe('a proxy behind a path that a forwarder takes off', () => {
  const backends: http.Server[] = [];
  afterEach(async () => {
    await endAll();
    for (const each of backends.splice(0)) each.close();
  });

  async function backend(listener: http.RequestListener): Promise<string> {
    const server = http.createServer(listener);
    backends.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('makes redirects and cookies of the other server ones below the path', async () => {
    const origin = await backend(({ url = '', headers }, response) => {
      const prefix = headers['x-forwarded-prefix'];
      const to: Fields = {
        '/shop/in': '/shop/home?x#y',
        '/shop/abs': `${origin}/shop/home`,
        '/shop/own': `http://${String(headers['x-forwarded-host'])}/shop/home`,
        '/shop/knows': `${String(prefix)}/app/home`,
        '/shop/': 'home',
      };
      const cookie = 'SESSION=1; Path=/shop/cart; HttpOnly';
      response.writeHead(302, ['location', to[url] ?? '/', 'set-cookie', cookie]);
      response.end();
    });
    const served = await serve(
      withRoutes([
        { path: '/app/*rest', proxy: origin, rewrite: '/shop/*rest' },
        { path: '/shop/own', proxy: origin },
      ]),
    );
    const get = async (target: string, headers: Fields) =>
      (await ask(served.port, target, { headers: { Host: HOST, ...headers } })).headers;
    for (const [target, goal] of [
      ['/app/in', '/app/home?x#y'],
      ['/app/abs', '/app/home'],
      ['/app/', '/app/home'],
      ['/app/none', '/'],
      ['/shop/own', '/shop/home'],
    ] as const) {
      const { location } = await get(target, {});
      assert.equal(resolved(target, location), below(goal), `${target}: ${location}`);
    }
    assert.equal((await get('/app/in', {}))['set-cookie'], 'SESSION=1; Path=/; HttpOnly');
    const told = { 'X-Forwarded-Prefix': PREFIX };
    assert.equal((await get('/app/in', told))['set-cookie'], `SESSION=1; Path=${PREFIX}/app/cart; HttpOnly`);
    const { location } = await get('/app/knows', told);
    assert.equal(location, `${PREFIX}/app/home`, 'it was told the path');
  });
});
