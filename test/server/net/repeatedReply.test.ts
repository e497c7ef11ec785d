import assert from 'node:assert/strict';
import {
  Agent,
  createServer,
  get as httpGet,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  ServerResponse,
} from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Reply } from '../../../src/server/reply/reply';
import { send } from '../../../src/server/net/send';
import { exchange, navigation } from '../support/raw';
import { endAll, serve, type Served, type Tree } from '../support/serve';

/** Sends one request after the other over one connection; returns each head. */
async function headsOf(port: number, requests: readonly string[]): Promise<readonly string[]> {
  const bytes = await exchange(port, requests.map(lines => `${lines}\r\n\r\n`).join(''));
  const heads = bytes.toString('latin1').match(/HTTP\/1\.1 [\s\S]*?\r\n\r\n/g);
  return heads ?? [];
}

const get = (target: string, ...more: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', ...more].join('\r\n');
const head = (target: string): string => `HEAD${get(target).slice(3)}`;
const withoutDate = (head: string): string => head.replace(/\r\nDate: [^\r]+/, '');

/** At level debug each request is recorded, so its head is made individually. */
async function serveAtInfo(tree: Tree): Promise<Served> {
  const served = await serve(tree);
  served.server.setLogLevel('info');
  return served;
}

/** Requests over one connection, each sent when the one before it has been answered: what comes back, without its Date. */
async function inTurn(port: number, requests: readonly RequestOptions[]): Promise<readonly string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const said: string[] = [];
  for (const options of requests) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet({ host: '127.0.0.1', port, agent, ...options }, resolve).on('error', reject);
    });
    const { statusCode, rawHeaders } = response;
    const fields = rawHeaders.join('\n').replace(/Date\n.*\n/, '');
    said.push(`${statusCode}\n${fields}\n\n${(await buffer(response)).toString('latin1')}`);
  }
  agent.destroy();
  return said;
}

describe('a head that is used again', () => {
  const original = Reflect.get(ServerResponse.prototype, 'writeHead');
  const realNow = Date.now;
  const reply: Reply = {
    status: 200,
    headers: { 'Content-Type': 'text/plain', 'Content-Length': '2', 'X-Two': ['a', 'b'] },
    body: { kind: 'bytes', bytes: Buffer.from('ok') },
    rule: 'file',
  };
  let server: Server;
  let made = 0;
  let port = 0;

  before(async () => {
    server = createServer((request, response) => {
      void send(reply, request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  beforeEach(() => {
    // Repeated if the second changes in between.
    let now = realNow();
    Date.now = () => now;
    made = 0;
    Object.assign(ServerResponse.prototype, {
      writeHead(this: ServerResponse, ...args: unknown[]): unknown {
        made++;
        return Reflect.apply(original, this, args);
      },
    });
    later = seconds => (now += seconds * 1000);
  });
  let later: (seconds: number) => void;

  afterEach(() => {
    Date.now = realNow;
    Object.assign(ServerResponse.prototype, { writeHead: original });
  });

  after(() => server.close());

  it('is made once in a second, and is what Node made', async () => {
    later(5);
    const heads = await headsOf(port, Array<string>(10).fill(get('/')));
    assert.equal(made, 1);
    assert.equal(heads.length, 10);
    assert.equal(new Set(heads).size, 1);
    assert.match(heads[0] ?? '', /\r\nX-Two: a\r\nX-Two: b\r\n.*\r\nConnection: keep-alive\r\n/s);
  });

  it('is made anew in the next second, whose Date it has to name, and after the clock was set back', async () => {
    later(10);
    await headsOf(port, [get('/')]);
    later(1);
    await headsOf(port, [get('/')]);
    later(-3600);
    await headsOf(port, [get('/')]);
    assert.equal(made, 3);
  });

  it('is the same for HEAD', async () => {
    later(20);
    const [, repeated = ''] = await headsOf(port, [get('/'), head('/')]);
    assert.equal(made, 1);
    later(1);
    const [anew = ''] = await headsOf(port, [head('/')]);
    assert.equal(made, 2);
    assert.equal(withoutDate(repeated), withoutDate(anew));
  });

  it('is made anew for a connection that ends', async () => {
    later(15);
    const [, closes = ''] = await headsOf(port, [get('/'), get('/', 'Connection: close')]);
    assert.match(closes, /\r\nConnection: close\r\n/);
    const [old = ''] = await headsOf(port, ['GET / HTTP/1.0\r\nHost: localhost']);
    assert.match(old, /\r\nConnection: close\r\n/);
    assert.equal(made, 3);
  });

  it('goes out with the body that belongs to it, whoever asked before', async () => {
    later(25);
    const asked = ['HEAD', 'HEAD', 'GET', 'GET', 'HEAD'].map(method => ({ method }));
    const [none = '', ...said] = await inTurn(port, asked);
    assert.match(none, /^200\n[^]*\n\n$/);
    assert.deepEqual(said, [none, `${none}ok`, `${none}ok`, none]);
    const alone = await exchange(port, `${head('/')}\r\n\r\n`);
    assert.equal(alone.indexOf('\r\n\r\n'), alone.length - 4);
    assert.equal(made, 1);
  });

  it('goes out in order, and only after the reply before it, to one who asks ahead', async () => {
    later(30);
    const bytes = await exchange(port, `${get('/')}\r\n\r\n${head('/')}\r\n\r\n`.repeat(20));
    const text = bytes.toString('latin1').replaceAll(/HTTP\/1\.1 200 OK.*?\r\n\r\n/gs, '|');
    assert.equal(text, '|ok|'.repeat(20));
    assert.equal(made, 1);
  });

  it('is left to Node where Node keeps none that can be used', async () => {
    for (const field of ['_header', '_headerSent']) {
      made = 0;
      const other = createServer((request, response) => {
        Object.assign(response, { [field]: undefined });
        void send(reply, request, response);
      });
      await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
      await headsOf((other.address() as AddressInfo).port, [get('/'), get('/')]);
      other.close();
      assert.equal(made, 2, field);
    }
  });
});

describe('a server that answers the same again and again', () => {
  afterEach(endAll);

  it('says with each answer what it said with the first, until the file changes', async () => {
    const served = await serveAtInfo({ 'index.html': '<!doctype html><title>x</title>', 'a.css': 'a{}' });
    const asked = [get('/', `Accept: ${navigation.Accept}`), get('/a.css')];
    const heads = await headsOf(served.port, [...asked, ...asked, ...asked]);
    const [page = '', style = ''] = heads.map(withoutDate);
    assert.deepEqual(heads.map(withoutDate), [page, style, page, style, page, style]);
    assert.match(page, /\r\nContent-Security-Policy: /);
    await served.write({ 'a.css': 'a{color:red}' });
    const [changed = ''] = await headsOf(served.port, [get('/a.css')]);
    assert.match(changed, /\r\nContent-Length: 12\r\n/);
  });

  it('sends each body whole, the small ones and the large, to a connection that stays open', async () => {
    const large = 'b'.repeat(200_000);
    const tree = {
      'small.css': 'a{}',
      'page.html': '<title>é</title>'.repeat(500),
      'large.css': large,
      'no.css': '',
    };
    const { port } = await serveAtInfo(tree);
    const asked = Object.keys(tree).map(name => ({ path: `/${name}` }));
    const said = await inTurn(port, [...asked, ...asked, ...asked]);
    assert.deepEqual(said.slice(4, 8), said.slice(0, 4));
    assert.deepEqual(said.slice(8), said.slice(0, 4));
    assert.deepEqual(
      said.slice(0, 4).map(text => text.replace(/^[\s\S]*?\n\n/, '')),
      Object.values(tree).map(text => Buffer.from(text).toString('latin1')),
    );
  });

  it('goes on where some of those who are to be answered have left', async () => {
    const { port } = await serveAtInfo({ 'a.css': 'a{}' });
    await inTurn(port, [{ path: '/a.css' }]);
    const leave = async (): Promise<void> => {
      const socket = net.connect(port, '127.0.0.1');
      await new Promise<void>(resolve => socket.write(`${get('/a.css')}\r\n\r\n`, () => resolve()));
      socket.resetAndDestroy();
    };
    await Promise.all(Array.from({ length: 50 }, leave));
    const stays = Array.from({ length: 20 }, () => ({ path: '/a.css' }));
    const said = await inTurn(port, stays);
    assert.equal(new Set(said).size, 1);
    assert.match(said[0] ?? '', /^200\n[\s\S]*\n\na\{\}$/);
  });

  it('says as often that nothing has changed, and to HTTP/1.0 as Node would', async () => {
    const { port } = await serveAtInfo({ 'a.css': 'a{}' });
    const [first = ''] = await headsOf(port, [get('/a.css')]);
    const etag = `If-None-Match: ${/ETag: (.*)\r/.exec(first)?.[1] ?? ''}`;
    const old = `GET /a.css HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n${etag}`;
    const heads = await headsOf(port, [get('/a.css', etag), get('/a.css', etag), old]);
    const [made = '', again = '', closed = ''] = heads.map(withoutDate);
    assert.match(made, /^HTTP\/1\.1 304 .*\r\nConnection: keep-alive\r\n/s);
    assert.equal(again, made);
    assert.match(closed, /^HTTP\/1\.1 304 .*\r\nConnection: close\r\n/s);
  });

  it('answers with another status where the same file stands for a missing one', async () => {
    const served = await serveAtInfo({ '404.html': 'gone' });
    const heads = await headsOf(served.port, [get('/404.html'), get('/none'), get('/404.html')]);
    assert.deepEqual(
      heads.map(head => head.slice(9, 12)),
      ['200', '404', '200'],
    );
  });
});
