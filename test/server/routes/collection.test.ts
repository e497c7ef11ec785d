import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ask, json, users, withRoutes } from '../support/routes';
import { endAll, serve } from '../support/serve';

describe('a collection', () => {
  afterEach(endAll);
  const tree = withRoutes([{ path: '/api/users', collection: 'data/users.json' }]);

  it('lists, filters, sorts and cuts out pages', async () => {
    const served = await serve(tree);
    const names = async (query: string): Promise<unknown> => {
      const [, list] = await ask(served, `api/users${query}`);
      return (list as { name: string }[]).map(({ name }) => name);
    };
    assert.deepEqual(await ask(served, 'api/users'), [200, users]);
    assert.deepEqual(await names('?name=Bo&name=Cy'), ['Bo', 'Cy']);
    assert.deepEqual(await names('?team.name=red'), ['Ada', 'Cy']);
    assert.deepEqual(await names('?q=bLu'), ['Bo']);
    assert.deepEqual(await names('?_sort=-age'), ['Cy', 'Ada', 'Bo']);
    assert.deepEqual(await names('?_sort=team.name,-id'), ['Bo', 'Cy', 'Ada']);
    assert.deepEqual(await names('?_page=2&_limit=2'), ['Cy']);
    const page = await fetch(new URL('api/users?_limit=1&team.name=red', served.url));
    assert.equal(page.headers.get('x-total-count'), '2');
    assert.equal((await ask(served, 'api/users?_page=0'))[0], 400);
  });

  it('reads, creates, replaces, changes and deletes', async () => {
    const served = await serve(tree);
    const made = await fetch(new URL('api/users', served.url), json({ name: 'Di' }));
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('location'), '/api/users/11');
    assert.deepEqual(await made.json(), { name: 'Di', id: 11 });
    assert.deepEqual(await ask(served, 'api/users/11'), [200, { name: 'Di', id: 11 }]);
    assert.deepEqual(await ask(served, 'api/users/11', { ...json({ age: 1 }), method: 'PATCH' }), [
      200,
      { name: 'Di', id: 11, age: 1 },
    ]);
    assert.deepEqual(await ask(served, 'api/users/11', { ...json({ age: null }), method: 'PATCH' }), [
      200,
      { name: 'Di', id: 11 },
    ]);
    assert.deepEqual(await ask(served, 'api/users/11', { ...json({ b: 1 }), method: 'PUT' }), [
      200,
      { b: 1, id: 11 },
    ]);
    assert.deepEqual(await ask(served, 'api/users/11', { method: 'DELETE' }), [204, '']);
    assert.equal((await ask(served, 'api/users/11'))[0], 404);
    assert.deepEqual(
      JSON.parse(await fs.readFile(path.join(served.root, 'data/users.json'), 'utf8')),
      users,
      'nothing is written unless the route says so',
    );
  });

  it('says in JSON what it cannot do', async () => {
    const served = await serve(tree);
    const status = async (target: string, init: RequestInit): Promise<number> => {
      const [got, body] = await ask(served, target, init);
      assert.equal(typeof (body as { error: unknown }).error, 'string');
      return got;
    };
    assert.equal(await status('api/users', json({ id: 2 })), 409);
    assert.equal(await status('api/users', json([1])), 422);
    assert.equal(await status('api/users/1', { ...json({ id: 3 }), method: 'PUT' }), 422);
    assert.equal(await status('api/users/99', { method: 'DELETE' }), 404);
    assert.equal(await status('api/users/99', { ...json({}), method: 'PATCH' }), 404);
    assert.equal(await status('api/users', { method: 'DELETE' }), 405);
  });

  it('says which methods its list and its items take', async () => {
    const served = await serve(tree);
    for (const [target, allow] of [
      ['api/users', 'GET, HEAD, OPTIONS, POST'],
      ['api/users/1', 'GET, HEAD, OPTIONS, PUT, PATCH, DELETE'],
    ] as const)
      for (const [method, status] of [
        ['OPTIONS', 204],
        ['PURGE', 405],
      ] as const) {
        const got = await fetch(new URL(target, served.url), { method });
        assert.deepEqual([got.status, got.headers.get('allow')], [status, allow], `${method} ${target}`);
      }
  });

  it('reads a file by its byte order mark, as Windows PowerShell writes one', async () => {
    const text = '\ufeff[{"id":1,"name":"Ä"}]';
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(text, 'utf16le'),
      Buffer.from(text, 'utf16le').swap16(),
    ]) {
      const served = await serve({ ...tree, 'data/users.json': bytes });
      assert.deepEqual(await ask(served, 'api/users'), [200, [{ id: 1, name: 'Ä' }]]);
    }
  });

  it('takes forms, too', async () => {
    const served = await serve(tree);
    const body = new URLSearchParams({ name: 'Eve', age: '7' });
    assert.deepEqual(await ask(served, 'api/users', { method: 'POST', body }), [
      201,
      { name: 'Eve', age: '7', id: 11 },
    ]);
  });

  it('writes back whole files where the route says so; of a hundred at once none is lost', async () => {
    const served = await serve(
      withRoutes([{ path: '/api/users', collection: 'data/users.json', persist: true }]),
    );
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) => ask(served, 'api/users', json({ name: `n${n}` }))),
    );
    assert.ok(all.every(([status]) => status === 201));
    const text = await fs.readFile(path.join(served.root, 'data/users.json'), 'utf8');
    const written = JSON.parse(text) as { id: number; name: string }[];
    assert.equal(written.length, 103);
    assert.equal(new Set(written.map(({ id }) => id)).size, 103);
    assert.match(text, /^\[\n {2}\{/);
    assert.deepEqual(await fs.readdir(path.join(served.root, 'data')), ['users.json']);
  });

  it('writes back a file with the rights that it had, and through a link', async () => {
    const served = await serve(
      withRoutes([{ path: '/api/users', collection: 'data/users.json', persist: true }]),
    );
    const [file, real] = ['users.json', 'real.json'].map(name => path.join(served.root, 'data', name)) as [
      string,
      string,
    ];
    await fs.rename(file, real);
    await fs.symlink('real.json', file);
    for (const mode of [0o666, 0o600]) {
      await fs.chmod(real, mode);
      const before = await fs.stat(real);
      assert.equal((await ask(served, 'api/users', json({ name: `m${mode}` })))[0], 201);
      assert.match(await fs.readFile(real, 'utf8'), new RegExp(`m${mode}`));
      assert.equal((await fs.stat(real)).mode, before.mode);
    }
    assert.ok((await fs.lstat(file)).isSymbolicLink());
  });

  it('begins anew with a file that is saved, and says where one is wrong', async () => {
    const served = await serve(tree);
    await ask(served, 'api/users', json({ name: 'lost' }));
    await served.write({ 'data/users.json': '[{ "id": 5 }]' });
    assert.deepEqual(await ask(served, 'api/users'), [200, [{ id: 5 }]]);
    await served.write({ 'data/users.json': '[\n  {,}]' });
    const [status, body] = await ask(served, 'api/users');
    assert.equal(status, 500);
    assert.match((body as { error: string }).error, /line 2, column 4/);
  });
});
