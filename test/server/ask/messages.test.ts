import assert from 'node:assert/strict';
import { rawBackend, response, type RawBackend } from '../support/rawBackend';
import { exchange } from '../support/raw';
import { withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

const HOST = 'Host: localhost\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
/** A second request, which a wrong reading of the first one would let through or swallow. */
const NEXT = `GET /a.txt HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;

const post = (fields: string, body: string, version = '1.1'): string =>
  `POST /p/x HTTP/${version}\r\n${HOST}${fields}\r\n${body}${NEXT}`;
const chunks = (body: string): string => post(CHUNKED, body);
const get = (target: string, fields = HOST, version = '1.1'): string =>
  `GET ${target} HTTP/${version}\r\n${fields}Connection: close\r\n\r\n`;
const repeated = (line: string, times: number): string => get('/p/x', HOST + line.repeat(times));

/** Bytes, and the statuses of the replies; `>` in front means that the request reaches the other server. */
const CASES: Readonly<Record<string, readonly [bytes: string, statuses: string]>> = {
  'CL.TE': [post(`Content-Length: 6\r\n${CHUNKED}`, '0\r\n\r\nG'), '400'],
  'TE.CL': [post(`${CHUNKED}Content-Length: 4\r\n`, '5c\r\nGPOST'), '400'],
  'TE.TE': [post(`${CHUNKED}Transfer-Encoding: x\r\n`, '0\r\n\r\n'), '400'],
  'chunked that is not last': [post('Transfer-Encoding: chunked, gzip\r\n', '0\r\n\r\n'), '400'],
  'chunked after a vertical tab': [post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'), '400'],
  'chunked with a space before the colon': [post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n'), '400'],
  'chunked in HTTP/1.0': [post(CHUNKED, '0\r\n\r\n', '1.0'), '400'],
  'chunked in any case': [post('Transfer-Encoding: ChUnKeD\r\n', '0\r\n\r\n'), '>200 200'],
  'the same length twice': [post('Content-Length: 1\r\nContent-Length: 1\r\n', 'x'), '400'],
  'two lengths': [post('Content-Length: 1\r\nContent-Length: 2\r\n', 'xx'), '400'],
  'a list of lengths': [post('Content-Length: 1, 1\r\n', 'x'), '400'],
  'a signed length': [post('Content-Length: +1\r\n', 'x'), '400'],
  'a hexadecimal length': [post('Content-Length: 0x1\r\n', 'x'), '400'],
  'a negative length': [post('Content-Length: -1\r\n', 'x'), '400'],
  'a length beyond all numbers': [post(`Content-Length: ${'9'.repeat(20)}\r\n`, 'x'), '400'],
  'an empty length': [post('Content-Length: \r\n', 'x'), '400'],
  'a folded line': [get('/p/x', `${HOST}X-A: a\r\n b\r\n`), '400'],
  'a folded coding': [post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'), '400'],
  'white space before the first field': [get('/p/x', ` X: a\r\n${HOST}`), '400'],
  'CR alone': [get('/p/x', `${HOST}X: a\rTransfer-Encoding: chunked\r\n`), '400'],
  'LF alone': [get('/p/x', `${HOST}X: a\nTransfer-Encoding: chunked\r\n`), '400'],
  'NUL in a field': [get('/p/x', `${HOST}X: a\0b\r\n`), '400'],
  'NUL in the target': [get('/p/x\0'), '400'],
  'a chunk extension': [chunks('1;a=b\r\nx\r\n0\r\n\r\n'), '>200 200'],
  'a chunk extension that ends with LF': [chunks('1;a\nx\r\n0\r\n\r\n'), '400'],
  'a chunk size that ends with LF': [chunks('1\nx\r\n0\r\n\r\n'), '400'],
  'a chunk extension of 100 kB': [chunks(`1;${'a'.repeat(1e5)}\r\nx\r\n0\r\n\r\n`), '413'],
  'a negative chunk': [chunks('-1\r\nx\r\n0\r\n\r\n'), '400'],
  'a chunk beyond all numbers': [chunks('10000000000000001\r\nx\r\n0\r\n\r\n'), '400'],
  'a chunk size with 0x': [chunks('0x1\r\nx\r\n0\r\n\r\n'), '400'],
  'a chunk that is longer than it says': [chunks('1\r\nxZZ0\r\n\r\n'), '400'],
  'a trailer that frames': [chunks('1\r\nx\r\n0\r\nContent-Length: 5\r\n\r\n'), '400'],
  '20,000 trailers': [chunks(`1\r\nx\r\n0\r\n${'X: y\r\n'.repeat(20_000)}\r\n`), '431'],
  '6,000 fields': [repeated('a:b\r\n', 6000), '>200'],
  '20,000 fields': [repeated('a:b\r\n', 20_000), '431'],
  'a target of 9,000 characters': [get(`/p/${'a'.repeat(9000)}`), '414'],
  'a target of 100,000 characters': [get(`/${'a'.repeat(1e5)}`), '414'],
  'an absolute target of ours': [get('http://localhost/p/x'), '>200'],
  'an absolute target of another': [get('http://evil.example/p/x'), '403'],
  'an absolute target of another, whose Host is ours': [get('http://evil.example/a.txt'), '403'],
  'ours as the user of another': [get('http://localhost@evil.example/p/x'), '403'],
  'a user of ours': [get('http://evil@localhost/p/x'), '403'],
  'another scheme': [get('ftp://localhost/a.txt'), '400'],
  'a file’s address': [get('file:///etc/passwd'), '400'],
  'an absolute target with backslashes': [get('http:\\\\localhost\\a.txt'), '400'],
  'a target without a slash': [get('p/x'), '400'],
  'a target of two slashes': [get('//evil.example/p/x'), '404'],
  'OPTIONS for all': [`OPTIONS * HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`, '204'],
  'GET for all': [get('*'), '405'],
  CONNECT: [`CONNECT localhost:1 HTTP/1.1\r\n${HOST}\r\n`, '405'],
  'CONNECT to a path': [`CONNECT /p/x HTTP/1.1\r\n${HOST}\r\n`, '405'],
  'TRACE of a file': [`TRACE /a.txt HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`, '405'],
  'a method in lower case': [get('/a.txt').replace('GET', 'get'), '400'],
  'the preface of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
  'HTTP/2.0 by name': [get('/a.txt', HOST, '2.0'), '400'],
  'HTTP/1.2': [get('/a.txt', HOST, '1.2'), '400'],
  'an offer of h2c': [post('Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n', 'x'), '>200 200'],
  'an offer of h2c with two framings': [
    post(`Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n${CHUNKED}`, '0\r\n\r\n'),
    '400',
  ],
  'another method by a field': [
    post('Content-Length: 0\r\nX-HTTP-Method-Override: DELETE\r\n', '').replace('/p/x', '/c/1'),
    '405 200',
  ],
  'two hosts': [get('/p/x', `${HOST}Host: evil.example\r\n`) + NEXT, '400'],
  'the same host twice': [get('/p/x', HOST + HOST) + NEXT, '400'],
  'two hosts in two letter cases': [get('/a.txt', `${HOST}hOST: localhost\r\n`), '400'],
  'a host and an empty one': [get('/a.txt', `${HOST}Host:\r\n`), '400'],
  'two hosts in HTTP/1.0': [get('/a.txt', HOST + HOST, '1.0'), '400'],
  'two hosts beside an absolute target': [get('http://localhost/a.txt', HOST + HOST), '400'],
  'three hosts': [get('/a.txt', HOST.repeat(3)), '400'],
  'a list of hosts': [get('/p/x', 'Host: localhost, localhost\r\n') + NEXT, '400'],
  'a list of hosts without a space': [get('/p/x', 'Host: localhost,evil.example\r\n'), '400'],
  'a user before the host': [get('/a.txt', 'Host: evil@localhost\r\n'), '400'],
  'an empty host': [get('/a.txt', 'Host:\r\n') + NEXT, '400'],
  'a host with a path': [get('/a.txt', 'Host: localhost/a.txt\r\n'), '400'],
  'a host with a space in it': [get('/a.txt', 'Host: local host\r\n'), '400'],
  'no host beside an absolute target': [get('http://localhost/a.txt', ''), '400'],
  'no authority beside an absolute target': [
    get('http://localhost/a.txt', 'Host: localhost:99999\r\n'),
    '400',
  ],
  'another host beside an absolute target, which stands for it': [
    get('http://localhost/a.txt', 'Host: evil.example\r\n'),
    '200',
  ],
  'numbers that are no address': [get('/a.txt', 'Host: 256.1.1.1\r\n'), '400'],
  'colons that are no address': [get('/a.txt', 'Host: [:::1]\r\n'), '400'],
  'a target with numbers that are no address': [get('http://127.0.0.999/a.txt'), '400'],
  'the address of another, in numbers': [get('/a.txt', 'Host: 203.0.113.250\r\n'), '403'],
  'two hosts that offer a WebSocket': [
    get('/__porthole/live', `${HOST}${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n`),
    '400',
  ],
  'a host before it, by a forwarder’s field': [
    get('/a.txt', 'Host: evil.example\r\nX-Forwarded-Host: localhost\r\n'),
    '403',
  ],
  'no host': [get('/a.txt', '') + NEXT, '400'],
  'no host in HTTP/1.0, which no browser speaks': [get('/a.txt', '', '1.0'), '200'],
  'an expectation that is none': [get('/a.txt', `${HOST}Expect: x\r\n`), '417'],
  '2,000 ranges': [get('/a.txt', `${HOST}Range: bytes=${'0-0,'.repeat(2000)}0-0\r\n`), '200'],
};

/** Names that resolve to this machine, or look as if they did. */
const HOSTS = [
  'localhost.',
  '[::1%25eth0]',
  '[fe80::1%eth0]',
  '[::ffff:127.0.0.1]',
  '127.1',
  '127.0.0.2',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.1.nip.io',
  'localtest.me',
  'localhost@evil.example',
  'evil@localhost',
  'localhost, evil.example',
  'localhost/evil',
  'localhost?.evil.example',
  'localhost:80@evil.example',
  'localhost\\.evil.example',
  '\xef\xbd\x8cocalhost',
  'localhostt',
  'xlocalhost',
  '',
];

/** Paths that a file system or another server may resolve to a secret or reserved file. */
const PATHS = [
  '/.env',
  '/%2eenv',
  '/.ENV',
  '/sub/..%2f.env',
  '/sub/%2e%2e/.env',
  '/.env/',
  '/.env/.',
  '/.env%00.txt',
  '/.env::$DATA',
  '/.env:',
  '/a.txt::$DATA',
  '/a.txt:',
  '/ENV~1',
  '/a.txt%20',
  '/a.txt.',
  '/a.txt%2e',
  '/a.txt%00',
  '/a.txt%0a',
  '/a.txt%5c',
  '/a.txt/',
  '/a.txt/x',
  '/sub%5c..%5c.env',
  '/..%5c..%5cetc%5cpasswd',
  '/%c0%ae%c0%ae/.env',
  '/%uff0e/.env',
  '/.%e2%80%8benv',
  '/%e2%80%8b.env',
  '/%ef%bb%bf.env',
  '/\xef\xbc\x8eenv',
  '/%252e%252e/.env',
  '/.git%2fconfig',
  '/porthole.routes.json',
  '/PORTHOLE.ROUTES.JSON',
  '/porthole.routes%2ejson',
  '/porthole.routes.json/',
  '/__porthole',
  '/__PORTHOLE/live',
  '/%5f%5fporthole/live',
  '/x/../__porthole/live',
  '/__porthole%2flive',
  '/__porthole/../.env',
  '/proc/self/environ',
  '/a.txt#x',
];

describe('a message that two servers could read in two ways', function () {
  this.timeout(60_000);
  let served: Served;
  let there: RawBackend;

  before(async () => {
    there = await rawBackend(socket => socket.write(response('200 OK')));
    const routes = [
      { path: '/p', proxy: there.origin, timeout: 2000 },
      { path: '/c', collection: 'data/users.json' },
    ];
    served = await serve(withRoutes(routes, { 'a.txt': 'a', '.env': 'SECRET', '.git/config': 'SECRET' }));
  });
  after(async () => {
    await endAll();
    await there.close();
  });

  async function statuses(bytes: string): Promise<string> {
    const heardBefore = there.heard.length + there.heard.map(({ text }) => text).join('').length;
    const got = (await exchange(served.port, Buffer.from(bytes, 'latin1'), { quiet: 2000 })).toString(
      'latin1',
    );
    assert.doesNotMatch(got, /SECRET/);
    const heardNow = there.heard.length + there.heard.map(({ text }) => text).join('').length;
    const all = [...got.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status).join(' ');
    return `${all.startsWith('2') && heardNow > heardBefore ? '>' : ''}${all}`;
  }

  for (const [name, [bytes, expected]] of Object.entries(CASES))
    it(`${name}: ${expected}`, async () => assert.equal(await statuses(bytes), expected));

  it('names a host that only looks like this machine: never answered', async () => {
    for (const host of HOSTS)
      for (const target of ['/a.txt', '/p/x'])
        assert.match(await statuses(get(target, `Host: ${host}\r\n`)), /^40[03]$/, host);
  });

  it('names a file that only looks like one that may be seen: never answered', async () => {
    for (const target of PATHS) assert.match(await statuses(get(target)), /^40[04]$/, target);
  });
});
