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
  'a.csv': '1,2',
  'a.md': '# a',
  'a.ics': 'BEGIN:VCALENDAR',
  'a.kml': '<kml/>',
  'a.pdf': '%PDF',
  'a.png': 'PNG',
  'b.txt': '\0\x01',
  'large.bin': Buffer.alloc(LARGE),
  'large.html': `<p>${'x'.repeat(LARGE)}`,
  'folder/a.txt': 'a',
  'items.json': '[{"id":1}]',
  'throws.mjs': 'export default () => { throw new Error("no") }',
  'porthole.routes.json': JSON.stringify(routes(origin)),
});
const everything = `/ /named.html /a.css /a.js /a.txt /a.svg /LICENSE /a.zip /a.csv /a.md /a.ics /a.kml
  /a.pdf /a.png /b.txt /large.bin /large.html /folder /folder/ /nothing /% /.env
  /__porthole/page.js /__porthole/nothing /json /text /gone /named /items /items/1 /items/2 /throws
  /other/none /other/list /other/bogus /other/mixed /other/attached /other/own /dead`.split(/\s+/);
const TYPES: Readonly<Record<string, string>> = {
  '/other/list': 'image/png, text/html',
  '/other/bogus': 'html',
  '/other/mixed': 'multipart/x-mixed-replace; boundary=B',
  '/other/attached': 'text/html',
  '/other/own': 'text/html',
};

const metadata = (site: string, dest = 'iframe') => ({
  'Sec-Fetch-Site': site,
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': dest,
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

  const refusedTo = async (headers: Readonly<Record<string, string>>): Promise<string> => {
    const answers: Record<string, number> = {};
    for (const target of everything) answers[target] = (await ask(served.port, target, { headers })).status;
    return Object.keys(answers)
      .filter(target => answers[target] === 403)
      .join(' ');
  };

  it('gets documents and errors only, when it is of another origin', async () => {
    assert.equal(
      await refusedTo(metadata('cross-site')),
      '/a.css /a.js /LICENSE /a.zip /a.csv /a.md /a.ics /a.kml /a.pdf /a.png /large.bin /__porthole/page.js ' +
        '/gone /other/none /other/list /other/bogus /other/mixed /other/attached',
    );
  });

  it('gets no download into a window that it opened either, but a link by which a person gets it', async () => {
    const opened = { ...metadata('cross-site', 'document'), Accept: 'text/html' };
    assert.equal(
      await refusedTo(opened),
      '/LICENSE /a.zip /a.csv /a.ics /a.kml /large.bin /gone ' +
        '/other/none /other/list /other/bogus /other/mixed /other/attached',
    );
    const { body } = await ask(served.port, '/a.zip?x', { headers: opened });
    assert.match(body.toString(), /<a href="\.\/a\.zip\?x">/);
    // Text that looks like bytes would be a download.
    const { headers } = await ask(served.port, '/b.txt', { headers: opened });
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(await refusedTo({ ...opened, 'Sec-Fetch-Site': 'same-origin' }), '');
    assert.equal(await refusedTo({ ...opened, 'Sec-Fetch-Site': 'none' }), '');
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
