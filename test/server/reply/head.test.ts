import assert from 'node:assert/strict';
import type { LiveOptions } from '../../../src/protocol/serverOptions';
import { codings } from '../../../src/server/ask/encoding';
import { exchange, navigation } from '../support/raw';
import { withRoutes } from '../support/routes';
import { endAll, type Served, serve } from '../support/serve';

/** Larger than what is kept in memory: sent from the disk. */
const LARGE = 3 << 20;
const text = 'a line of text\n';
const xhtml = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body/></html>';

const routes = [
  { path: '/api/json', json: { a: [1, 2, 3] } },
  { path: '/api/made', status: 201, headers: { 'Set-Cookie': 'a=1' }, body: 'made' },
  { path: '/api/none', status: 204 },
  { path: '/api/data', file: 'data/users.json' },
  { path: '/api/users', collection: 'data/users.json' },
  { method: 'POST', path: '/api/sent', body: 'sent' },
];
const tree = withRoutes(routes, {
  'a.txt': text,
  'empty.txt': '',
  'part.html': '<!doctype html><title>part</title>',
  'page.xhtml': xhtml,
  'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'text.txt': text.repeat(1000),
  'listed/b.txt': 'b',
  'large.bin': Buffer.alloc(LARGE, 1),
  'large.txt': text.repeat(LARGE / text.length),
  'large.html': `<!doctype html><title>x</title>${'<p>paragraph</p>'.repeat(LARGE / 16)}`,
  'large.xhtml': xhtml.replace('<body/>', `<body>${'<p>paragraph</p>'.repeat(LARGE / 16)}</body>`),
});

interface Row {
  readonly target: string;
  readonly status: number;
  /** Further fields of the requests, for both methods. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly options?: Partial<LiveOptions>;
}

const coded = (target: string, coding: string, headers = {}): Row => ({
  target,
  status: 200,
  headers: { 'Accept-Encoding': coding, ...headers },
  options: { compression: 'on' },
});

const rows: Readonly<Record<string, Row>> = {
  'a file in memory': { target: '/a.txt', status: 200 },
  'an empty file': { target: '/empty.txt', status: 200 },
  'a file on the disk': { target: '/large.bin', status: 200 },
  'a document': { target: '/', status: 200, headers: navigation },
  'a document that is fetched': { target: '/part.html', status: 200, headers: { 'Sec-Fetch-Dest': 'empty' } },
  'an XHTML document': { target: '/page.xhtml', status: 200, headers: navigation },
  'an SVG document': { target: '/picture.svg', status: 200, headers: navigation },
  'a large document': { target: '/large.html', status: 200, headers: navigation },
  'a large XHTML document': { target: '/large.xhtml', status: 200, headers: navigation },
  'a file with headers of the person’s own': {
    target: '/a.txt',
    status: 200,
    options: { headers: { '**': { 'X-Own': 'yes' } } },
  },
  'a clean URL': { target: '/part', status: 200, headers: navigation, options: { cleanUrls: true } },
  'the fallback': {
    target: '/user/7',
    status: 200,
    headers: navigation,
    options: { fallback: 'index.html' },
  },
  'a listing': { target: '/listed/?sort=size', status: 200, headers: navigation },
  'a folder without its slash': { target: '/listed?a=b', status: 301 },
  'unchanged, in memory': { target: '/a.txt', status: 304, headers: { 'If-None-Match': '*' } },
  'unchanged, on the disk': { target: '/large.bin', status: 304, headers: { 'If-None-Match': '*' } },
  'a document that is unchanged': {
    target: '/',
    status: 304,
    headers: { ...navigation, 'If-None-Match': '*' },
  },
  'a precondition that fails': { target: '/a.txt', status: 412, headers: { 'If-Match': '"other"' } },
  'one that fails on the disk': { target: '/large.bin', status: 412, headers: { 'If-Match': '"other"' } },
  'nothing there, for a program': { target: '/nothing.css', status: 404 },
  'nothing there, for a person': { target: '/part.htm', status: 404, headers: navigation },
  'a path that nobody can decode': { target: '/%', status: 400 },
  'a stranger': { target: '/a.txt', status: 403, headers: { Origin: 'https://evil.example' } },
  'no path at all': { target: '*', status: 405 },
  'the page script': { target: '/__porthole/page.js', status: 200 },
  'the live channel without an upgrade': { target: '/__porthole/live', status: 426 },
  'a reserved address without anything': { target: '/__porthole/nothing', status: 404 },
  'a route of JSON': { target: '/api/json', status: 200 },
  'a route with a status and a cookie': { target: '/api/made', status: 201 },
  'a route without content': { target: '/api/none', status: 204 },
  'a route to a file': { target: '/api/data', status: 200 },
  'a collection': { target: '/api/users', status: 200 },
  'an item of it that is not there': { target: '/api/users/99', status: 404 },
  'a path whose route takes POST only': { target: '/api/sent', status: 404 },
  ...Object.fromEntries(
    codings.flatMap(coding => [
      [`a file in memory, ${coding}`, coded('/text.txt', coding)],
      [`a file on the disk, ${coding}`, coded('/large.txt', coding)],
      [`a large document, ${coding}`, coded('/large.html', coding, navigation)],
    ]),
  ),
};

/**
 * Sends a request over a separate socket; returns the lines of the head without the date, and all bytes after
 * them.
 */
async function answer(port: number, method: string, { target, headers = {} }: Omit<Row, 'status'>) {
  const fields = Object.entries({ Host: `127.0.0.1:${port}`, Connection: 'close', ...headers });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const bytes = await exchange(port, `${method} ${target} HTTP/1.1\r\n${lines}\r\n`, { quiet: 5000 });
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, end).split('\r\n');
  return { head: head.filter(line => !line.startsWith('Date: ')), body: bytes.subarray(end + 4) };
}

const line = (method: string, target: string, more = ''): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

type Answer = Awaited<ReturnType<typeof answer>>;

/** A recently written file gets a new tag each time, since its stamp may hide a further change. */
async function settle(port: number, target: string): Promise<void> {
  const tag = async () => (await answer(port, 'HEAD', { target })).head.find(line => /^etag:/i.test(line));
  while ((await tag()) !== (await tag()));
}

// RFC 9112, 6.1: a response to HEAD need not say how its missing body would be framed.
const CHUNKED = 'Transfer-Encoding: chunked';

/** Compares the body of a GET with its head, so that HEAD is compared with a correct one. */
function assertWhole({ head, body }: Answer): void {
  if (head.includes(CHUNKED)) return assert.ok(body.toString('latin1').endsWith('\r\n0\r\n\r\n'));
  const length = head.map(line => /^content-length: (\d+)$/i.exec(line)?.[1]).find(Boolean);
  assert.equal(body.length, Number(length ?? 0), head.join('\n'));
}

function assertSame(get: Answer, head: Answer): void {
  assertWhole(get);
  assert.deepEqual(
    head.head,
    get.head.filter(line => line !== CHUNKED),
  );
  assert.equal(head.body.length, 0, `${head.body.length} bytes after the head`);
}

describe('HEAD is GET without a body, with the same header fields', function () {
  this.timeout(30_000);
  let served: Served;

  before(async () => {
    served = await serve(tree, { fallback: '' });
    for (const target of Object.keys(tree)) await settle(served.port, `/${target}`);
  });
  after(endAll);

  for (const [name, row] of Object.entries(rows)) {
    it(`for ${name}: ${row.status}`, async () => {
      const { server, port } = served;
      server.configure({ compression: 'off', cleanUrls: false, fallback: '', headers: {}, ...row.options });
      const get = await answer(port, 'GET', row);
      assert.match(get.head[0] ?? '', new RegExp(`^HTTP/1\\.1 ${row.status} `));
      assertSame(get, await answer(port, 'HEAD', row));
    });
  }

  // RFC 9110, 14.2: Range is defined for GET only, and ignored for all other methods.
  for (const target of ['/text.txt', '/large.txt']) {
    for (const range of ['bytes=1-2', 'bytes=0-1,4-5', 'bytes=99999999-', 'lines=1-2']) {
      it(`and ${range} of ${target} is a matter of GET alone, compressed or not`, async () => {
        served.server.configure({ compression: 'on' });
        for (const coding of ['identity', 'gzip']) {
          const headers = { 'Accept-Encoding': coding };
          const whole = await answer(served.port, 'GET', { target, headers });
          const ranged = { ...headers, Range: range };
          assertSame(whole, await answer(served.port, 'HEAD', { target, headers: ranged }));
        }
      });
    }
  }

  it('and leaves the connection to the next request', async () => {
    const targets = ['/a.txt', '/large.bin', '/large.html', '/listed/', '/nothing', '/api/json'];
    const asked = targets.map(target => line('HEAD', target)).join('');
    const bytes = await exchange(served.port, asked + line('GET', '/a.txt', 'Connection: close\r\n'));
    const answers = bytes.toString('latin1').split('\r\n\r\n');
    assert.equal(answers.length, targets.length + 2);
    assert.ok(answers.slice(0, -1).every(head => head.startsWith('HTTP/1.1 ')));
    assert.equal(answers.at(-1), text);
  });
});
