import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { backend } from '../support/backend';
import { ask, exchange } from '../support/raw';
import { endAll, serve, type Served } from '../support/serve';

const LARGE = 4 * 1024 * 1024;
const routes = (origin: string) => ({
  routes: [
    { path: '/json', json: {} },
    { path: '/text', file: 'a.txt' },
    { path: '/gone', status: 204 },
    { path: '/named', file: 'named.html' },
    { path: '/items', collection: 'items.json' },
    { path: '/throws', handler: 'throws.mjs' },
    { path: '/other', proxy: origin },
    { path: '/dead', proxy: 'http://127.0.0.1:1' },
  ],
});
const tree = (origin: string) => ({
  'index.html': '<title>home</title>',
  'named.html': '<title>named</title>',
  'a.css': 'a{}',
  'a.js': '1',
  'a.txt': 'a',
  'a.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  LICENSE: 'MIT',
  'a.zip': 'PK',
  'large.bin': Buffer.alloc(LARGE),
  'large.html': `<p>${'x'.repeat(LARGE)}`,
  'folder/a.txt': 'a',
  'items.json': '[{"id":1}]',
  'throws.mjs': 'export default () => { throw new Error("no") }',
  'porthole.routes.json': JSON.stringify(routes(origin)),
});
const everything =
  `/ /named.html /a.css /a.js /a.txt /a.svg /LICENSE /a.zip /large.bin /large.html /folder /folder/ /nothing /% /.env
  /__porthole/page.js /__porthole/nothing /json /text /gone /named /items /items/1 /items/2 /throws
  /other/none /other/list /other/bogus /other/mixed /other/attached /other/own /dead`.split(/\s+/);
const TYPES: Readonly<Record<string, string>> = {
  '/other/list': 'image/png, text/html',
  '/other/bogus': 'html',
  '/other/mixed': 'multipart/x-mixed-replace; boundary=B',
  '/other/attached': 'text/html',
  '/other/own': 'text/html',
};

const metadata = (site: string) => ({
  'Sec-Fetch-Site': site,
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'iframe',
});
const open = (): number => readdirSync('/proc/self/fd').length;

/** Security rule 13. */
describe('the frame of another page', function () {
  this.timeout(20_000);
  let served: Served;
  let close: () => Promise<void>;
  before(async () => {
    const made = await backend(({ target }, response) => {
      const type = TYPES[target];
      if (type) response.setHeader('content-type', type);
      if (target === '/other/attached') response.setHeader('content-disposition', 'attachment');
      if (target === '/other/own') response.setHeader('content-security-policy', "frame-ancestors 'none'");
      response.end('<p>');
    });
    close = made.close;
    served = await serve(tree(made.origin));
  });
  after(async () => {
    await endAll();
    await close();
  });

  it('is told by every reply, of whatever source, type and status, that it may not show it', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'])
      for (const target of everything) {
        const { headers, status } = await ask(served.port, target, { method });
        assert.match(
          headers['content-security-policy'] ?? '',
          /frame-ancestors 'self'/,
          `${method} ${target} ${status}`,
        );
      }
    for (const bytes of ['no HTTP', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}`])
      assert.match(
        String(await exchange(served.port, `${bytes}\r\n\r\n`)),
        /^HTTP\/1\.1 4[^]*frame-ancestors 'self'/,
      );
    const refused = await ask(served.port, '/', { headers: { Origin: 'https://evil.example' } });
    assert.match(refused.headers['content-security-policy'] ?? '', /frame-ancestors 'self'/);
    const own = await ask(served.port, '/other/own');
    assert.match(own.headers['content-security-policy'] ?? '', /frame-ancestors 'none'/);
  });

  it('gets documents and errors only, when it is of another origin', async () => {
    const answers: Record<string, number> = {};
    for (const target of everything)
      answers[target] = (await ask(served.port, target, { headers: metadata('cross-site') })).status;
    const refused = Object.keys(answers).filter(target => answers[target] === 403);
    assert.equal(
      refused.join(' '),
      '/a.css /a.js /LICENSE /a.zip /large.bin /__porthole/page.js /gone ' +
        '/other/none /other/list /other/bogus /other/mixed /other/attached',
    );
  });

  it('gets everything when it is our own', async () => {
    for (const target of ['/LICENSE', '/a.zip', '/large.bin', '/other/bogus'])
      assert.equal((await ask(served.port, target, { headers: metadata('same-origin') })).status, 200);
  });

  it('costs no descriptor when it is refused a large file', async function () {
    if (process.platform !== 'linux') return;
    await ask(served.port, '/large.bin', { headers: metadata('cross-site') });
    const before = open();
    for (let i = 0; i < 20; i++) await ask(served.port, '/large.bin', { headers: metadata('cross-site') });
    assert.ok(open() <= before + 2, `${before} → ${open()}`);
  });
});
