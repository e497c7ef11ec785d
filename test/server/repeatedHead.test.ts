import assert from 'node:assert/strict';
import { createServer, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from '../../src/server/reply';
import { send } from '../../src/server/send';
import { exchange, navigation } from './support/raw';
import { endAll, serve, type Served, type Tree } from './support/serve';

/** One request after the other over one connection, each head that comes back. */
async function headsOf(port: number, requests: readonly string[]): Promise<readonly string[]> {
  const bytes = await exchange(port, requests.map(lines => `${lines}\r\n\r\n`).join(''));
  const heads = bytes.toString('latin1').match(/HTTP\/1\.1 [\s\S]*?\r\n\r\n/g);
  return heads ?? [];
}

const get = (target: string, ...more: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', ...more].join('\r\n');
const withoutDate = (head: string): string => head.replace(/\r\nDate: [^\r]+/, '');

/** At debug each request has somebody who looks on, and its head is made for it alone. */
async function serveAtInfo(tree: Tree): Promise<Served> {
  const served = await serve(tree);
  served.server.setLogLevel('info');
  return served;
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
    // No second may pass in between.
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
    const head = 'HEAD / HTTP/1.1\r\nHost: localhost';
    const [, repeated = ''] = await headsOf(port, [get('/'), head]);
    assert.equal(made, 1);
    later(1);
    const [anew = ''] = await headsOf(port, [head]);
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

  it('is left to Node where Node keeps none that can be used', async () => {
    const other = createServer((request, response) => {
      Object.assign(response, { _header: undefined });
      void send(reply, request, response);
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    await headsOf((other.address() as AddressInfo).port, [get('/'), get('/')]);
    other.close();
    assert.equal(made, 2);
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
