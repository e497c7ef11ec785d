import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { ask, exchange, parseResponses } from '../support/raw';
import { backend } from '../support/backend';
import { withRoutes } from '../support/routes';
import { endAll, type Served, serve } from '../support/serve';

const head = (target: string, ...fields: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', ...fields, '', ''].join('\r\n');

/** A chunked body that looks like a request of its own. */
function chunked(size: number, trailers = ''): string {
  const smuggled = 'GET /secret.txt HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const body = smuggled.repeat(Math.ceil(size / smuggled.length)).slice(0, size);
  return `${body.length.toString(16)}\r\n${body}\r\n0\r\n${trailers}\r\n`;
}

describe('bodies that nobody asked for', function () {
  this.timeout(60_000);
  let served: Served;
  beforeEach(async () => {
    served = await serve(
      { 'a.txt': 'aaa', 'b.txt': 'bbb', 'secret.txt': 'never', 'big.bin': Buffer.alloc(6 << 20, 'x') },
      {},
      { drainedBody: 10_000 },
    );
  });
  afterEach(endAll);

  const bodiesOf = async (bytes: string): Promise<string[]> =>
    parseResponses(await exchange(served.port, bytes)).map(response => response.body.toString());

  it('are read away up to the limit, with and without a length, and the next request is answered', async () => {
    const body = 'GET /secret.txt HTTP/1.1\r\n\r\n'.padEnd(9_999);
    const sized = `${head('/a.txt', `Content-Length: ${body.length}`)}${body}`;
    const open = `${head('/a.txt', 'Transfer-Encoding: chunked')}${chunked(9_999)}`;
    assert.deepEqual(await bodiesOf(sized + head('/b.txt')), ['aaa', 'bbb']);
    assert.deepEqual(await bodiesOf(open + head('/b.txt')), ['aaa', 'bbb']);
  });

  it('end the connection beyond it, after the answer, and nothing in them is taken for a request', async () => {
    const sized = `${head('/a.txt', 'Content-Length: 3000000')}${chunked(3_000_000).slice(0, 3_000_000)}`;
    const open = `${head('/a.txt', 'Transfer-Encoding: chunked')}${chunked(3_000_000)}`;
    assert.deepEqual(await bodiesOf(sized + head('/b.txt')), ['aaa']);
    assert.deepEqual(await bodiesOf(open + head('/b.txt')), ['aaa']);
  });

  it('that go on for too long leave a large answer whole', async () => {
    const body = chunked(3_000_000);
    const [answer] = await bodiesOf(`${head('/big.bin', 'Transfer-Encoding: chunked')}${body}`);
    assert.equal(answer?.length, 6 << 20);
  });

  it('may carry trailers', async () => {
    const bytes = `${head('/a.txt', 'Transfer-Encoding: chunked', 'Trailer: X-Sum')}${chunked(100, 'X-Sum: 1\r\n')}`;
    assert.deepEqual(await bodiesOf(bytes + head('/b.txt')), ['aaa', 'bbb']);
  });

  it('are waited for when the client expects to be asked; another expectation is refused', async () => {
    const asked = head('/a.txt', 'Expect: 100-continue', 'Content-Length: 2');
    const answer = (await exchange(served.port, `${asked}xx${head('/b.txt')}`)).toString();
    assert.match(
      answer,
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*aaaHTTP\/1\.1 200 [\s\S]*bbb$/,
    );
    const other = await exchange(served.port, head('/a.txt', 'Expect: tea'));
    assert.match(other.toString(), /^HTTP\/1\.1 417 /);
  });
});

/** Sends a whole body before it reads anything, as many clients do: a connection reset would lose the reply. */
async function upload(
  port: number,
  request: string,
  chunked: boolean,
): Promise<{ text: string; error: string }> {
  const part = Buffer.alloc(1 << 20, 'x');
  const [parts, framing] = [
    10,
    chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${10 * part.length}`,
  ];
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let [text, error] = ['', ''];
  socket.on('error', ({ message }) => (error = message));
  const closed = new Promise(resolve => socket.once('close', resolve));
  socket.write(`POST ${request.replace('\r\n', ` HTTP/1.1\r\nHost: localhost\r\n${framing}\r\n`)}\r\n`);
  for (let sent = 0; sent < parts && !socket.destroyed; sent += 1) {
    const bytes = chunked ? Buffer.concat([Buffer.from('100000\r\n'), part, Buffer.from('\r\n')]) : part;
    await Promise.race([closed, new Promise(resolve => socket.write(bytes, resolve))]);
  }
  socket.on('data', chunk => (text += chunk.toString())).on('end', () => socket.end());
  await closed;
  return { text, error };
}

describe('an upload that is not read', function () {
  this.timeout(20_000);
  afterEach(endAll);

  it('is answered, and its client reads the answer, however late; nothing is reset', async () => {
    // Answers at once, and reads no more of the body.
    const other = net.createServer(socket =>
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.pause().write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        }),
    );
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const routes = [
      { path: '/fixed', body: 'fixed' },
      { path: '/handled', handler: 'handler.mjs' },
      { path: '/other', proxy: `http://127.0.0.1:${(other.address() as AddressInfo).port}` },
    ];
    const { port } = await serve(
      withRoutes(routes, { 'handler.mjs': "export const POST = () => new Response('handled');" }),
      { pageScript: path.resolve('dist/page.js'), maxBodySize: 1 << 20 },
      { drainedBody: 10_000, keepAliveTimeout: 200 },
    );
    const cases = [
      ['/index.html', 405],
      ['/fixed', 413],
      ['/handled', 413],
      ['/other', 200],
    ] as const;
    const told = cases.flatMap(([target, status]) =>
      ['', 'Connection: close\r\n'].flatMap(field =>
        [false, true].map(async chunked => {
          const { text, error } = await upload(port, `${target}\r\n${field}`, chunked);
          const what = `${target} ${field}${chunked}`;
          assert.equal(error, '', what);
          // A handler that answers before its body is too large is not refused.
          assert.match(text, new RegExp(`^HTTP/1\\.1 (?:${status}|200) `), what);
        }),
      ),
    );
    await Promise.all(told);
    other.close();
  });
});

/** Sends a head with `Expect`, reads one response, sends the body if it was asked for, and reads the rest. */
async function offer(port: number, target: string, body: string, ...fields: string[]): Promise<string[]> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  const heard: Buffer[] = [];
  const closed = once(socket, 'close');
  const length = `Content-Length: ${body.length}`;
  socket.write(head(target, 'Expect: 100-continue', length, ...fields).replace('GET', 'POST'));
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.on('data', (part: Buffer) => heard.push(part));
  if (first.toString().startsWith('HTTP/1.1 100 ')) socket.end(body);
  await closed;
  return [first.toString(), Buffer.concat(heard).toString()];
}

describe('a client that expects to be asked for its body', () => {
  afterEach(endAll);
  const asked = 'HTTP/1.1 100 Continue\r\n\r\n';

  it('is asked, once, where the body is taken: by a form, by a route, by another server, by a handler', async () => {
    const other = await backend();
    const { port } = await serve(
      withRoutes(
        [
          { path: '/said', json: '{{body}}' },
          { path: '/other', proxy: other.origin },
          { path: '/handled', handler: './handler.mjs' },
        ],
        { 'handler.mjs': 'export const POST = async request => new Response(await request.text());' },
      ),
      { pageScript: path.resolve('dist/page.js') },
    );
    for (const target of ['/form', '/said', '/other', '/handled']) {
      const [first, rest] = await offer(port, target, 'all of it', 'Content-Type: text/plain');
      assert.equal(first, asked, target);
      assert.match(rest ?? '', /^HTTP\/1\.1 200 [\s\S]*all of it/, target);
      assert.doesNotMatch(rest ?? '', / 100 Continue/, target);
    }
    assert.deepEqual(
      other.asked.map(({ body }) => body.toString()),
      ['all of it'],
    );
    await other.close();
  });

  it('hears the refusal alone, at once, where it is not, and has its connection ended', async () => {
    const { port } = await serve(withRoutes([{ path: '/said', json: '{{body}}' }]), {
      forms: 'strict',
      maxBodySize: 4,
    });
    const refusals = [
      ['/index.html', 405],
      ['/%00', 400],
      ['/said', 413],
      ['/said', 403, 'Origin: https://evil.example'],
      ['/said', 415, 'Content-Encoding: none'],
    ] as const;
    for (const [target, status, ...fields] of refusals) {
      const [first] = await offer(port, target, status === 415 ? 'few' : 'too many', ...fields);
      assert.match(first ?? '', new RegExp(`^HTTP/1\\.1 ${status} `), target);
      assert.match(first ?? '', /\r\nConnection: close\r\n/, target);
    }
  });
});

describe('what is no request, after one that is', function () {
  this.timeout(60_000);
  afterEach(endAll);

  it('is answered after the answer that is being sent, never in the middle of it', async () => {
    const { port } = await serve({ 'big.bin': Buffer.alloc(6 << 20, 'x'), 'a.txt': 'aaa' });
    for (const target of ['/big.bin', '/a.txt']) {
      const bytes = await exchange(port, `${head(target)}this is no request\r\n\r\nnor is this\r\n\r\n`);
      const [first, second, ...rest] = parseResponses(bytes);
      assert.deepEqual([first?.status, second?.status, rest.length], [200, 400, 0], target);
      assert.equal(first?.body.toString().replaceAll('x', ''), target === '/a.txt' ? 'aaa' : '');
    }
  });

  it('ends the connection when it is the body of the very request that is being answered', async () => {
    const { port } = await serve({ 'big.bin': Buffer.alloc(30 << 20, 'x') });
    const bytes = await exchange(
      port,
      `${head('/big.bin', 'Transfer-Encoding: chunked')}5\r\nhello\r\nnonsense\r\n`,
    );
    assert.ok(!bytes.includes('HTTP/1.1 400', 20));
  });
});

describe('other ways to speak HTTP', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve({ 'index.html': 'home', 'a.txt': 'aaa' });
  });
  afterEach(endAll);

  it('an absolute target is answered as its path', async () => {
    const { port } = served;
    const say = async (target: string, host: string): Promise<string> =>
      (
        await exchange(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      ).toString();
    assert.match(await say(`http://localhost:${port}/a.txt?x`, 'localhost'), /^HTTP\/1\.1 200 [\s\S]*aaa$/);
    assert.match(await say(`http://127.0.0.1:${port}`, 'evil.example'), /^HTTP\/1\.1 200 [\s\S]*home$/);
    assert.match(await say('http://evil.example/a.txt', 'localhost'), /^HTTP\/1\.1 403 /);
  });

  it('HTTP/1.0 is answered and the connection ended, or kept where it asks for that', async () => {
    const once = (
      await exchange(served.port, 'GET /a.txt HTTP/1.0\r\n\r\nGET /a.txt HTTP/1.0\r\n\r\n')
    ).toString();
    assert.equal(once.split('aaa').length - 1, 1);
    const kept = 'GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n';
    const twice = (await exchange(served.port, kept + kept)).toString();
    assert.equal(twice.split('aaa').length - 1, 2);
    assert.ok(!/transfer-encoding/i.test(once + twice));
  });

  it('the preface of HTTP/2 and the hello of TLS get one short answer and the end of the connection', async () => {
    const hello = Buffer.from('16030100c6010000c20303', 'hex');
    for (const bytes of ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', hello]) {
      assert.match((await exchange(served.port, bytes)).toString(), /^HTTP\/1\.1 400 Bad Request\r\n/);
    }
  });

  it('a target of an asterisk is for OPTIONS only', async () => {
    const options = await ask(served.port, '*', { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers['allow']], [204, 'GET, HEAD, OPTIONS']);
    assert.equal((await ask(served.port, '*')).status, 405);
  });
});
