import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { eventually } from '../../host/ui';
import { exchange } from '../support/raw';
import { users, withRoutes } from '../support/routes';
import { endAll, type Served, serve } from '../support/serve';

const tree = {
  'index.html': '<!doctype html><title>home</title>',
  'porthole.routes.json': JSON.stringify({ routes: [{ path: '/echo', json: '{{body}}' }] }),
};

const text = async (port: number, bytes: string): Promise<string> =>
  (await exchange(port, bytes)).toString('latin1');

async function send(served: Served, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL('echo', served.url), { method: 'POST', body, headers });
}

/** Bodies that would be complete if no more bytes followed. */
const halves = {
  'application/json': '{"name":"half"}',
  'application/x-www-form-urlencoded': 'name=half',
  'multipart/form-data; boundary=b':
    '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nhalf\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx',
};

/** Every file below a folder with what is in it. */
async function filesOf(root: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
  const pairs = files.map(async file => [file, await fs.readFile(file, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

/** Sends a part of a body, leaves, and waits until the server has finished. */
async function breakOff(served: Served, target: string, type: string, begun: string): Promise<void> {
  const done = (): number => served.log.filter(entry => entry.kind === 'request').length;
  const before = done();
  const socket = net.connect(served.port, '127.0.0.1');
  const head = `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 2000\r\n\r\n`;
  socket.write(head + begun, () => socket.destroy());
  await eventually(`${target} with ${type} is done`, async () => done() > before);
}

describe('a body', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve(tree, { maxBodySize: 4096 });
  });
  afterEach(endAll);

  it('is read as its type says: JSON, a form, a form with files, text', async () => {
    const type = { 'content-type': 'application/json' };
    assert.deepEqual(await (await send(served, '{"a":[1]}', type)).json(), { a: [1] });
    const pairs = new URLSearchParams([
      ['a', '1'],
      ['b', 'ü&'],
      ['a', '2'],
    ]);
    assert.deepEqual(await (await send(served, pairs)).json(), { a: ['1', '2'], b: 'ü&' });
    const form = new FormData();
    form.append('who', 'Ünal');
    form.append('cv', new Blob(['0123456789'], { type: 'text/csv' }), 'c v.csv');
    assert.deepEqual(await (await send(served, form)).json(), {
      who: 'Ünal',
      cv: { filename: 'c v.csv', type: 'text/csv', size: 10 },
    });
    assert.equal(await (await send(served, 'grüß', { 'content-type': 'text/plain' })).json(), 'grüß');
  });

  it('has the charset that it names', async () => {
    const bytes = Buffer.from([0xcf, 0xf0, 0xe8]);
    const got = await send(served, bytes, { 'content-type': 'text/plain; charset="windows-1251"' });
    assert.equal(await got.json(), 'При');
    const unknown = await send(served, bytes, { 'content-type': 'text/plain; charset=klingon' });
    assert.equal(unknown.status, 400);
  });

  it('may come in one coding or several', async () => {
    const plain = Buffer.from('{"a":1}');
    const type = { 'content-type': 'application/json' };
    const all = { gzip: gzipSync(plain), br: brotliCompressSync(plain), deflate: deflateSync(plain) };
    for (const [coding, bytes] of Object.entries(all)) {
      const got = await send(served, bytes, { ...type, 'content-encoding': coding });
      assert.deepEqual(await got.json(), { a: 1 }, coding);
    }
    const twice = await send(served, brotliCompressSync(gzipSync(plain)), {
      ...type,
      'content-encoding': 'gzip, br',
    });
    assert.deepEqual(await twice.json(), { a: 1 });
    assert.equal((await send(served, plain, { ...type, 'content-encoding': 'gzip' })).status, 400);
    assert.equal((await send(served, plain, { ...type, 'content-encoding': 'lzma' })).status, 415);
  });

  it('over the limit is refused with 413: by its length, as it comes, and with its coding undone', async () => {
    const type = { 'content-type': 'text/plain' };
    assert.equal((await send(served, 'x'.repeat(4096), type)).status, 200);
    assert.equal((await send(served, 'x'.repeat(4097), type)).status, 413);
    const chunked = await text(
      served.port,
      `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n${'x'.repeat(5000)}\r\n0\r\n\r\n`,
    );
    assert.match(chunked, /^HTTP\/1\.1 413 /);
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    assert.ok(bomb.length < 4096);
    assert.equal((await send(served, bomb, { ...type, 'content-encoding': 'gzip' })).status, 413);
  });

  it('that is no JSON is refused with the place', async () => {
    const got = await send(served, '{\n  "a": 1,\n  b\n}', { 'content-type': 'application/json' });
    assert.equal(got.status, 400);
    assert.equal(await got.text(), 'The body is not JSON: this is no JSON value at line 3, column 3.\n');
  });

  it('that is broken off leaves nothing behind: no entry, no file, no request that waits', async () => {
    const route = { path: '/api/users', collection: 'data/users.json', persist: true };
    const broken = await serve(withRoutes([route, { path: '/echo', json: '{{body}}' }]));
    const before = await filesOf(broken.root);
    for (const target of ['/api/users', '/echo', '/unknown'])
      for (const [type, begun] of Object.entries(halves)) await breakOff(broken, target, type, begun);
    const refused = broken.log.flatMap(entry => (entry.kind === 'request' ? entry.status : []));
    assert.deepEqual(
      refused,
      Array.from({ length: 3 * Object.keys(halves).length }, () => 400),
    );
    assert.deepEqual(await filesOf(broken.root), before);
    assert.deepEqual(await (await fetch(new URL('api/users', broken.url))).json(), users);
  });

  it('never breaks the server, whatever it is and claims to be', async function () {
    this.timeout(30_000);
    const types = fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=b',
      'multipart/form-data',
      'text/html; charset=utf-16le',
      '',
    );
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n';
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(part.length).map(at => new TextEncoder().encode(part.slice(0, at))),
    );
    await fc.assert(
      fc.asyncProperty(types, bytes, async (type, body) => {
        const got = await send(served, new Uint8Array(body), { 'content-type': type });
        assert.ok([200, 400].includes(got.status), String(got.status));
        await got.text();
      }),
      { numRuns: 150 },
    );
    assert.equal((await fetch(served.url)).status, 200);
  });
});

/** A request with a body that its method has no use for. */
const carrying = (method: string, target: string): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=1`;

describe('a form that nothing takes', () => {
  afterEach(endAll);
  const html = { accept: 'text/html' };

  it('is shown what was received, as text', async () => {
    const served = await serve(tree);
    const form = new FormData();
    form.append('<b>who', '<script>alert(1)</script>');
    form.append('cv', new Blob(['0123456789']), 'a<b>.txt');
    for (const target of ['', 'index.html', 'unknown?from=here']) {
      const got = await fetch(new URL(target, served.url), { method: 'POST', body: form, headers: html });
      assert.equal(got.status, 200);
      assert.match(got.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      const shown = await got.text();
      assert.match(shown, /&lt;b&gt;who<\/th><td>&lt;script&gt;alert\(1\)/);
      assert.match(shown, /a&lt;b&gt;\.txt, application\/octet-stream, 10 B/);
      assert.doesNotMatch(shown, /<script>alert/);
    }
  });

  it('is told in JSON when the client asks for that', async () => {
    const served = await serve(tree);
    const got = await fetch(new URL('x?q=1', served.url), {
      method: 'POST',
      body: '{"a":1}',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    assert.deepEqual(await got.json(), {
      method: 'POST',
      path: '/x',
      query: { q: '1' },
      type: 'application/json',
      size: 7,
      body: { a: 1 },
    });
  });

  it('is no form when it is a GET or a HEAD, whatever it carries: nothing is run or shown', async () => {
    const served = await serve({ ...tree, 'run.mjs': 'export const GET = () => new Response("ran")' });
    for (const method of ['GET', 'HEAD']) {
      assert.match(await text(served.port, carrying(method, '/unknown')), /^HTTP\/1\.1 404 /);
      assert.match(await text(served.port, carrying(method, '/')), /^HTTP\/1\.1 200 /);
    }
    assert.match(await text(served.port, carrying('GET', '/')), /<title>home/);
    assert.match(await text(served.port, carrying('GET', '/run.mjs')), /export const GET/);
  });

  it('is refused with 405 and Allow when porthole.forms is strict', async () => {
    const served = await serve(tree, { forms: 'strict' });
    const got = await fetch(served.url, { method: 'POST', body: 'x' });
    assert.equal(got.status, 405);
    assert.equal(got.headers.get('allow'), 'GET, HEAD, OPTIONS');
  });

  it('keeps the connection in step, whatever was not read', async () => {
    const served = await serve(tree, { forms: 'strict' });
    const two = await text(
      served.port,
      'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nGET /GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    assert.deepEqual(two.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 405', 'HTTP/1.1 200']);
  });
});

describe('a request that would write a file', () => {
  afterEach(endAll);

  it('is refused with 405 and Allow: only the POST of a form is shown', async () => {
    const served = await serve(tree);
    const body = '{"a":1}';
    for (const [method, type, status] of [
      ['PUT', 'application/json', 405],
      ['PATCH', 'application/json', 405],
      ['DELETE', 'text/plain', 405],
      ['POST', 'application/octet-stream', 405],
      ['POST', 'text/html', 405],
      ['POST', 'application/json; charset=utf-8', 200],
      ['POST', 'text/plain', 200],
      ['POST', 'application/x-www-form-urlencoded', 200],
    ] as const) {
      const got = await fetch(new URL('index.html', served.url), {
        method,
        body,
        headers: { 'content-type': type },
      });
      assert.equal(got.status, status, `${method} ${type}`);
      if (status === 405) assert.equal(got.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
    }
    assert.match(await (await fetch(new URL('index.html', served.url))).text(), /<title>home/);
  });
});
