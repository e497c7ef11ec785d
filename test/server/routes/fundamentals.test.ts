import assert from 'node:assert/strict';
import http from 'node:http';
import { ask, json, withRoutes } from '../support/routes';
import { endAll, serve, type Served } from '../support/serve';

/** The API of Node's own introduction to its server, as three routes. */
const routes = [
  { method: 'GET', path: '/', headers: { 'Content-Type': 'text/plain' }, body: 'Hello, World!\n' },
  { path: '/api/users', collection: 'data/users.json' },
  { method: 'POST', path: '/submit', json: { received: '{{body}}' } },
];
const list = [
  { id: 1, name: 'Alice' },
  { id: 2, name: 'Bob' },
];

/** Sends a request as the introduction does: by `http.request`, with a body in two pieces. */
function post(
  served: Served,
  target: string,
  type: string,
  pieces: readonly string[],
): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      new URL(target, served.url),
      { method: 'POST', headers: { 'Content-Type': type } },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve([response.statusCode ?? 0, text]));
      },
    );
    request.on('error', reject);
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

describe('the examples of Node’s own introduction to HTTP', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serve(withRoutes(routes, { 'data/users.json': JSON.stringify(list) }));
  });
  afterEach(endAll);

  it('greet', async () => {
    const got = await fetch(served.url);
    assert.deepEqual(
      [got.status, got.headers.get('content-type'), await got.text()],
      [200, 'text/plain', 'Hello, World!\n'],
    );
  });

  it('list users as JSON and create one', async () => {
    assert.deepEqual(await ask(served, 'api/users'), [200, list]);
    assert.deepEqual(await ask(served, 'api/users', json({ name: 'Charlie' })), [
      201,
      { id: 3, name: 'Charlie' },
    ]);
    assert.deepEqual(await ask(served, 'api/users'), [200, [...list, { id: 3, name: 'Charlie' }]]);
  });

  it('refuse what is no JSON, and a method or a path that is not there', async () => {
    const [status, text] = await post(served, 'api/users', 'application/json', ['{"name":', ' oops}']);
    assert.equal(status, 400);
    assert.match(text, /line 1, column 10/);
    assert.deepEqual(await ask(served, 'api/users'), [200, list]);
    const refused = await fetch(new URL('api/users', served.url), { method: 'PUT', body: '[]' });
    assert.deepEqual([refused.status, (refused.headers.get('allow') ?? '').includes('POST')], [405, true]);
    assert.equal((await ask(served, 'api/nothing'))[0], 404);
  });

  it('read a form and a text that come in pieces', async () => {
    const form = await post(served, 'submit', 'application/x-www-form-urlencoded', [
      'name=J%C3',
      '%BCrg&a=1+2',
    ]);
    assert.deepEqual(form, [200, '{"received":{"name":"Jürg","a":"1 2"}}']);
    assert.deepEqual(await post(served, 'submit', 'text/plain', ['Hello ', 'there']), [
      200,
      '{"received":"Hello there"}',
    ]);
  });
});
