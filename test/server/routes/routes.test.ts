import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Fault } from '../../../src/protocol/faults';
import type { LogEntry } from '../../../src/protocol/logEntry';
import { createServer } from '../../../src/server';
import { eventually } from '../../host/ui';
import { ask, json, users, withRoutes } from '../support/routes';
import { endAll, makeTree, pageScript, type Served, serve, type Tree } from '../support/serve';

describe('a route', () => {
  afterEach(endAll);

  it('answers with the JSON and the status that it names', async () => {
    const served = await serve(
      withRoutes([{ method: 'GET', path: '/api/ping', status: 202, json: { ok: true } }]),
    );
    assert.deepEqual(await ask(served, 'api/ping'), [202, { ok: true }]);
    const head = await fetch(new URL('api/ping', served.url), { method: 'HEAD' });
    assert.equal(head.status, 202);
    assert.equal(head.headers.get('content-length'), '11');
  });

  it('is the first that matches, before any file', async () => {
    const served = await serve(
      withRoutes([
        { path: '/index.html', body: 'first' },
        { path: '/index.html', body: 'second' },
        { path: '/files/*rest', body: '{{params.rest}}' },
      ]),
    );
    assert.deepEqual(await ask(served, 'index.html'), [200, 'first']);
    assert.deepEqual(await ask(served, 'files/a/b%20c'), [200, '["a","b c"]']);
    assert.equal((await ask(served, ''))[0], 200);
    assert.equal((await ask(served, 'INDEX.html'))[0], 404);
  });

  it('matches decoded paths by names and wildcards, as people write them', async () => {
    const served = await serve(
      withRoutes([
        { path: '/users/:id', body: 'user' },
        { path: '/all/*rest', body: 'wild' },
        { path: '/any/*', body: 'lone' },
        { path: '/a&b/:x', body: '{{params.x}}' },
      ]),
    );
    for (const [target, answer] of [
      ['users/1', 'user'],
      ['%75sers/a%20b', 'user'],
      ['users/1/', 'user'],
      ['all', 'wild'],
      ['all/', 'wild'],
      ['all/a/b', 'wild'],
      ['any/x', 'lone'],
      ['a&b/%C3%BC%25', 'ü%'],
      ['a%26b/1', '1'],
    ] as const) {
      assert.deepEqual(await ask(served, target), [200, answer], target);
    }
    for (const target of ['users', 'users/1/2', 'Users/1', 'allx'])
      assert.equal((await ask(served, target))[0], 404, target);
  });

  it('takes its method only, and says which ones there are', async () => {
    const served = await serve(withRoutes([{ method: ['PUT', 'delete'], path: '/x', body: 'done' }]), {
      forms: 'strict',
    });
    assert.deepEqual(await ask(served, 'x', { method: 'PUT' }), [200, 'done']);
    assert.deepEqual(await ask(served, 'x', { method: 'DELETE' }), [200, 'done']);
    const refused = await fetch(new URL('x', served.url), { method: 'POST' });
    assert.equal(refused.status, 405);
    assert.equal(refused.headers.get('allow'), 'GET, HEAD, OPTIONS, PUT, DELETE');
    const asked = await fetch(new URL('x', served.url), { method: 'OPTIONS' });
    assert.equal(asked.headers.get('allow'), 'GET, HEAD, OPTIONS, PUT, DELETE');
  });

  it('may ask for a query and for header fields', async () => {
    const served = await serve(
      withRoutes([
        { path: '/q', when: { query: { draft: '*' } }, body: 'draft' },
        { path: '/q', when: { headers: { 'X-Kind': ['Odd*', 'queer'] } }, body: 'odd' },
        { path: '/q', when: { query: { b: true, c: false } }, body: 'b without c' },
        { path: '/q', body: 'plain' },
      ]),
    );
    assert.deepEqual(await ask(served, 'q?draft='), [200, 'draft']);
    assert.deepEqual(await ask(served, 'q', { headers: { 'x-kind': 'oddity' } }), [200, 'odd']);
    assert.deepEqual(await ask(served, 'q', { headers: { 'x-kind': 'an oddity' } }), [200, 'plain']);
    assert.deepEqual(await ask(served, 'q', { headers: { 'x-kind': 'queer' } }), [200, 'odd']);
    assert.deepEqual(await ask(served, 'q?b='), [200, 'b without c']);
    assert.deepEqual(await ask(served, 'q?b=&c='), [200, 'plain']);
    assert.deepEqual(await ask(served, 'q'), [200, 'plain']);
  });

  it('fills in what the request says, values as they are and markup as text', async () => {
    const served = await serve(
      withRoutes([
        {
          path: '/hi/:name',
          json: { hello: '{{params.name}}', n: '{{body.n}}', all: 'a{{query.q}}b', not: '{{body.toString}}' },
        },
        { path: '/page', headers: { 'Content-Type': 'text/html' }, body: '<p>{{query.q}}</p>' },
      ]),
    );
    assert.deepEqual(await ask(served, 'hi/J%C3%B6rg?q=1&q=2', json({ n: [1, { x: 2 }] })), [
      200,
      { hello: 'Jörg', n: [1, { x: 2 }], all: 'a["1","2"]b', not: null },
    ]);
    assert.deepEqual(await ask(served, 'page?q=%3Cscript%3E'), [200, '<p>&lt;script&gt;</p>']);
  });

  it('answers with a file, in turn, late, and fails now and then', async () => {
    const served = await serve(
      withRoutes([
        { path: '/file', status: 203, file: 'data/users.json' },
        { path: '/turn', answers: [{ json: 1 }, { json: 2, status: 201 }] },
        { path: '/late', delay: [80, 90], body: 'late' },
        { path: '/fails', failureRate: 1, body: 'never' },
        { path: '/nothing', status: 204, json: {} },
      ]),
    );
    assert.deepEqual(await ask(served, 'file'), [203, users]);
    assert.deepEqual(await ask(served, 'turn'), [200, 1]);
    assert.deepEqual(await ask(served, 'turn'), [201, 2]);
    assert.deepEqual(await ask(served, 'turn'), [200, 1]);
    const began = performance.now();
    assert.deepEqual(await ask(served, 'late'), [200, 'late']);
    assert.ok(performance.now() - began >= 79);
    assert.equal((await ask(served, 'fails'))[0], 503);
    assert.deepEqual(await ask(served, 'nothing'), [204, '']);
  });

  it('fails as often as it says, neither always nor never', async () => {
    const served = await serve(
      withRoutes([
        { path: '/half', failureRate: 0.5, body: 'well' },
        { path: '/never', failureRate: 0, body: 'well' },
      ]),
    );
    const statuses = async (target: string): Promise<Set<number>> => {
      const got = Array.from({ length: 60 }, () => ask(served, target));
      return new Set((await Promise.all(got)).map(([status]) => status));
    };
    assert.deepEqual(await statuses('half'), new Set([200, 503]));
    assert.deepEqual(await statuses('never'), new Set([200]));
  });

  it('has no file outside the root, no dotfile, and no field that frames a message', async () => {
    const wrong = [
      { path: '/a', file: '../secret' },
      { path: '/a', headers: { 'Content-Length': '3' }, body: 'x' },
      { path: '/a', headers: { 'X-A': 'a\r\nb' }, body: 'x' },
    ];
    for (const route of wrong) {
      const served = await serve(withRoutes([route]));
      assert.equal((await ask(served, 'a'))[0], 404, JSON.stringify(route));
    }
    const served = await serve(withRoutes([{ path: '/a', file: '.env' }], { '.env': 'SECRET' }));
    const [status, text] = await ask(served, 'a');
    assert.equal(status, 404);
    assert.doesNotMatch(String(text), /SECRET/);
  });

  it('is nothing in a workspace that is not trusted, and cannot take our own addresses', async () => {
    const routes = [{ path: '/*any', body: 'routed' }];
    const untrusted = await serve(withRoutes(routes), { trusted: false });
    assert.equal((await ask(untrusted, 'nowhere'))[0], 404);
    assert.equal((await ask(untrusted, 'nowhere', { method: 'POST' }))[0], 405);
    untrusted.server.configure({ trusted: true });
    await eventually('the routes are read', async () => (await ask(untrusted, 'nowhere'))[1] === 'routed');
    const [, script] = await ask(untrusted, '__porthole/page.js');
    assert.match(String(script), /token/);
  });

  it('is refused to strangers like any file', async () => {
    const served = await serve(withRoutes([{ path: '/api', json: 1 }]));
    const cross = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    assert.equal((await ask(served, 'api', { headers: cross }))[0], 403);
    assert.equal((await ask(served, 'api', { headers: { origin: 'http://evil.example' } }))[0], 403);
    assert.equal(
      (await ask(served, 'api', { method: 'POST', headers: { origin: 'http://evil.example' } }))[0],
      403,
    );
  });
});

describe('the routes file', () => {
  afterEach(endAll);

  it('may have comments, trailing commas and a byte order mark', async () => {
    const served = await serve({
      'porthole.routes.json':
        '\uFEFF// mine\n{ "$schema": "x", "routes": [ { "path": "/x", "json": 1 }, /* last */ ], }',
    });
    assert.deepEqual(await ask(served, 'x'), [200, 1]);
  });

  it('is never served itself, in whatever way it is asked for', async () => {
    const served = await serve(withRoutes([{ path: '/f', file: 'porthole.routes.json' }]), {
      dotfiles: 'allow',
    });
    await fs.symlink(path.join(served.root, 'porthole.routes.json'), path.join(served.root, 'link.json'));
    for (const target of ['porthole.routes.json', 'PORTHOLE.routes.JSON', 'link.json', 'f'])
      assert.equal((await ask(served, target))[0], 404, target);
    const [, listing] = await ask(served, 'data/');
    assert.match(String(listing), /users\.json/);
  });

  for (const [routes, place, words] of [
    ['{ "path": "/x" "json": 1 }', '2:16', 'comma'],
    ['{ "json": 1 }', '2:1', '“path”'],
    ['{ "path": "x", "json": 1 }', '2:11', 'begins with'],
    ['{ "path": "/:", "json": 1 }', '2:11', 'no pattern'],
    ['{ "path": "/x", "json": 1, "body": "" }', '2:36', 'both'],
    ['{ "path": "/x", "json": 1, "stauts": 1 }', '2:38', '“stauts”'],
    ['{ "path": "/x", "method": 1, "json": 1 }', '2:27', '“method”'],
    ['{ "path": "/x", "method": [], "json": 1 }', '2:27', '“method”'],
    ['{ "path": "/x", "json": 1, "when": { "query": { "a": 1 } } }', '2:54', 'text'],
    ['{ "path": "/x", "json": 1, "when": { "host": {} } }', '2:46', '“when”'],
    ['{ "path": "/x", "answers": [ { "json": 1 }, { "body": 1 } ] }', '2:55', '“body”'],
    ['{ "path": "/x", "answers": [] }', '2:28', 'at least one'],
    ['{ "path": "/x", "file": "../x" }', '2:25', '“file”'],
    ['{ "path": "/x", "collection": "/" }', '2:31', '“collection”'],
    ['{ "path": "/x", "collection": "a", "persist": 1 }', '2:47', '“persist”'],
    ['{ "path": "/x", "json": 1, "delay": [2, 1] }', '2:37', '“delay”'],
    ['{ "path": "/x", "json": 1, "failureRate": 2 }', '2:43', '“failureRate”'],
    ['{ "path": "/x", "json": 1, "headers": { "a b": "" } }', '2:48', 'header name'],
    ['1', '2:1', 'object'],
  ] as const) {
    it(`that is wrong says so at ${place}: ${words}`, async () => {
      const served = await serve({ 'porthole.routes.json': `{ "routes": [\n${routes}\n] }` });
      const said = served.log.flatMap(entry =>
        entry.kind === 'event' && entry.level === 'error' ? [entry.text] : [],
      );
      assert.equal(said.length, 1, said.join('\n'));
      assert.ok(said[0]?.startsWith(`porthole.routes.json:${place} `), said[0]);
      assert.ok(said[0]?.includes(words), said[0]);
    });
  }

  it('is followed as it is saved; a wrong one is named by line and column, and the last good routes stay', async () => {
    const served = await watched(withRoutes([{ path: '/a', json: 1 }]));
    try {
      assert.deepEqual(await ask(served, 'a'), [200, 1]);
      await served.write({ 'porthole.routes.json': '{ "routes": [\n  { "path": "/a", "json": 2 }\n] }' });
      await eventually('the new answer', async () => (await ask(served, 'a'))[1] === 2);
      await served.write({
        'porthole.routes.json': '{ "routes": [\n  { "path": "/a", "status": 99 },\n  { "pth": 1 }\n] }',
      });
      await eventually('the faults', async () => Promise.resolve(served.faults().length === 2));
      assert.deepEqual(
        served.faults().map(({ line, column, message }) => [line, column, message]),
        [
          [2, 29, 'The “status” is a number from 200 to 599.'],
          [3, 3, 'A route has a “path” that begins with “/”, such as /api/users/:id.'],
        ],
      );
      assert.deepEqual(await ask(served, 'a'), [200, 2]);
      await served.write({
        'porthole.routes.json': '{ "routes": [\n\n\n  { "path": "/a", "status": 98 }\n] }',
      });
      await eventually('the other fault', async () => Promise.resolve(served.faults()[0]?.line === 4));
      const said = served.log.flatMap(entry => (entry.kind === 'event' ? [entry.text] : []));
      assert.deepEqual(
        said.flatMap(text => /:\d+:\d+(?= The “status”)/.exec(text) ?? []),
        [':2:29', ':4:29'],
      );
      await served.write({ 'porthole.routes.json': '{ "routes": [ // none\n] ' });
      await eventually('the fault', async () => Promise.resolve(served.faults()[0]?.line === 2));
      assert.equal(served.faults().length, 1);
      await served.write({ 'porthole.routes.json': `{ "routes": [] }${' '.repeat(1024 * 1024)}` });
      await eventually('the size', async () =>
        Promise.resolve(/larger than 1048576/.test(served.faults()[0]?.message ?? '')),
      );
      assert.deepEqual(await ask(served, 'a'), [200, 2]);
      await fs.rm(path.join(served.root, 'porthole.routes.json'));
      await eventually('no routes', async () => (await ask(served, 'a'))[0] === 404);
      assert.deepEqual(served.faults(), []);
    } finally {
      await served.server.close();
      await fs.rm(served.root, { recursive: true });
    }
  });
});

async function watched(tree: Tree): Promise<Served & { faults: () => readonly Fault[] }> {
  const root = await makeTree(tree);
  let faults: readonly Fault[] = [];
  const log: LogEntry[] = [];
  const server = createServer(
    { root, pageScript: await pageScript(root), port: 0 },
    { faults: report => (faults = report.faults), log: entry => log.push(entry) },
    'warn',
  );
  const { url, port } = await server.listen();
  const write = async (more: Tree): Promise<void> => {
    for (const [name, text] of Object.entries(more)) await fs.writeFile(path.join(root, name), text);
  };
  return { server, root, url, port, log, bridged: [], write, faults: () => faults };
}
