import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pause } from '../host/processes';
import { type WindowsServer, onDrive, startOnWindows } from '../host/wine';
import { ask } from './asks';

describe('routes on Windows', function () {
  this.timeout(90_000);
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'porthole-windows-')));
  const backend = http.createServer((request, response) => response.end(`backend ${request.url ?? ''}`));
  let server: WindowsServer;

  before(async () => {
    backend.listen(0, '127.0.0.1');
    await once(backend, 'listening');
    const { port } = backend.address() as AddressInfo;
    const routes = [
      { path: '/hello', body: 'fixed' },
      { path: '/api/users', collection: 'data\\users.json', persist: true },
      { path: '/handled', handler: './handlers/hello.mjs' },
      { path: '/backend/*rest', proxy: `http://127.0.0.1:${port}` },
    ];
    mkdirSync(path.join(root, 'data'));
    mkdirSync(path.join(root, 'handlers'));
    writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
    writeFileSync(path.join(root, 'data', 'users.json'), '[{ "id": 1, "name": "Ada" }]\n');
    writeFileSync(
      path.join(root, 'handlers', 'hello.mjs'),
      "export default request => new Response('handled ' + new URL(request.url).pathname);\n",
    );
    routes[1]!.collection = 'data/users.json';
    writeFileSync(path.join(root, 'porthole.routes.json'), JSON.stringify({ routes }));
    server = await startOnWindows(onDrive(root));
  });
  after(async () => {
    await server?.close();
    backend.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('answer with what is fixed, with a handler, and with another server’s reply', async () => {
    assert.equal((await ask(server.url, '/hello')).body.toString(), 'fixed');
    assert.equal((await ask(server.url, '/handled')).body.toString(), 'handled /handled');
    assert.match((await ask(server.url, '/backend/x')).body.toString(), /^backend /);
  });

  it('keep a collection in its file', async () => {
    const headers = { 'content-type': 'application/json' };
    const made = await ask(server.url, '/api/users', {
      method: 'POST',
      headers,
      body: '{ "name": "Grace" }',
    });
    assert.equal(made.status, 201);
    const listed = JSON.parse((await ask(server.url, '/api/users')).body.toString()) as { name: string }[];
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['Ada', 'Grace'],
    );
    const file = path.join(root, 'data', 'users.json');
    const until = Date.now() + 10_000;
    while (!readFileSync(file, 'utf8').includes('Grace') && Date.now() < until) await pause(50);
    assert.match(readFileSync(file, 'utf8'), /Grace/);
  });
});
