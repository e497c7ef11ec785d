import { strict as assert } from 'node:assert';
import { readFromTraffic } from '../../../src/editor/traffic/messages';
import { parse as parseJsonc } from 'jsonc-parser';
import { insertRoute, newRoutesFile } from '../../../src/editor/base/routesText';
import { mockRoute } from '../../../src/editor/traffic/mockRoute';
import { replayOf } from '../../../src/editor/traffic/replay';
import type { EditedRequest } from '../../../src/protocol/trafficView';
import { bodyOf, entry, kept } from './kept';

describe('a request that is sent again', () => {
  const request = ['Origin', 'https://evil.example', 'Sec-Fetch-Site', 'cross-site', 'Cookie', 'a=b'];

  it('says who asks as the first one did, so that the same gate judges it alike', () => {
    const again = replayOf(kept({ request, sent: 'body' }), undefined);
    assert.ok(typeof again !== 'string');
    assert.deepEqual(again.headers, ['Host', 'localhost:5500', ...request]);
    assert.deepEqual([again.method, again.target], ['GET', '/a/page.html?q=1']);
    assert.equal(Buffer.from(again.body).toString(), 'body');
  });

  it('takes what the person has changed, and the secrets where they were hidden', () => {
    const edited: EditedRequest = {
      method: 'PUT',
      target: '/b',
      headers: [
        ['cookie', '•••'],
        ['Cookie', '•••'],
        ['X-A', '1'],
      ],
      body: 'é',
    };
    const again = replayOf(kept({ request }), edited);
    assert.ok(typeof again !== 'string');
    assert.deepEqual(again.headers, ['cookie', 'a=b', 'Cookie', '', 'X-A', '1']);
    assert.deepEqual([again.method, again.target, [...again.body]], ['PUT', '/b', [0xc3, 0xa9]]);
  });

  it('is not sent in part, and not when it would be no HTTP', () => {
    const cut = entry({ sent: 'abc' });
    const details = { ...cut.details!, requestBody: { ...bodyOf('abc'), total: 9 } };
    assert.equal(replayOf({ ...kept(), entry: { ...cut, details } }, undefined), 'body');
    const edited: EditedRequest = { method: 'GET', target: '/', headers: [], body: '' };
    assert.equal(replayOf(kept(), { ...edited, method: 'GET /x HTTP/1.1\r\n' }), 'method');
    for (const target of ['x', '/a b', '/a\r\nX: y', 'http://evil.example/', ''])
      assert.equal(replayOf(kept(), { ...edited, target }), 'target', target);
    for (const field of [
      ['X', 'a\r\nY: b'],
      ['X:', 'a'],
      ['', 'a'],
      ['X', '日'],
    ] as const)
      assert.equal(replayOf(kept(), { ...edited, headers: [field] }), 'headers', field.join());
  });
});

describe('a mock route', () => {
  const json = ['Content-Type', 'application/json; charset=utf-8'];

  it('answers as the request was answered', () => {
    const made = mockRoute(
      kept({
        response: json,
        got: '[{"id":1}]',
        entry: { method: 'POST', target: '/api/users?page=2', status: 201 },
      }),
    );
    assert.deepEqual(made, {
      method: 'POST',
      path: '/api/users',
      when: { query: { page: '2' } },
      status: 201,
      json: [{ id: 1 }],
    });
    const text = mockRoute(
      kept({ response: ['Content-Type', 'text/csv'], got: 'a;b', entry: { target: '/x:y' } }),
    );
    assert.deepEqual(text, {
      method: 'GET',
      path: String.raw`/x\:y`,
      headers: { 'Content-Type': 'text/csv' },
      body: 'a;b',
    });
  });

  it('is put before all others, and changes no other character', () => {
    const text = '{\n  "note": "routes [",\n  "routes": [\n    { "path": "/a" }\n  ]\n}\n';
    const made = insertRoute(text, { path: '/b' }) ?? assert.fail('a place');
    const after = text.slice(0, made.offset) + made.text + text.slice(made.offset);
    assert.deepEqual(JSON.parse(after), { note: 'routes [', routes: [{ path: '/b' }, { path: '/a' }] });
    assert.equal(after.replace(made.text, ''), text);
    assert.match(after, /"routes": \[\n    \{\n      "path": "\/b"\n    \},\n    \{ "path": "\/a" \}/);
  });

  it('is put into a file with comments, which the server reads as well', () => {
    const text =
      '{ // mine\n  "routes": [ // all\n    { "path": "/a" }, // the last, with a comma\n  ],\n}\n';
    const made = insertRoute(text, { path: '/b' }) ?? assert.fail('a place');
    const after = text.slice(0, made.offset) + made.text + text.slice(made.offset);
    assert.deepEqual(parseJsonc(after), { routes: [{ path: '/b' }, { path: '/a' }] });
    assert.ok(after.includes('// mine') && after.includes('// all') && after.includes('// the last'));
  });

  it('is put into an empty list, and into a file that is not there yet', () => {
    for (const text of ['{"routes":[]}', '{ "routes": [ ] }', '{"a":{"routes":[1]},"routes":[\n]}']) {
      const made = insertRoute(text, { path: '/"]}' }) ?? assert.fail('a place');
      const after = JSON.parse(text.slice(0, made.offset) + made.text + text.slice(made.offset)) as {
        routes: unknown;
      };
      assert.deepEqual(after.routes, [{ path: '/"]}' }], text);
    }
    assert.deepEqual(JSON.parse(newRoutesFile({ path: '/' })), { routes: [{ path: '/' }] });
  });

  it('is put nowhere in a file that is something else', () => {
    for (const text of ['', '[]', '{"routes":{}}', '{"routes":[}', '{"routes" [] }', '{"x":["routes",[]]}'])
      assert.equal(insertRoute(text, {}), undefined, text);
  });
});

describe('a message from the traffic view', () => {
  const edited = { method: 'GET', target: '/', headers: [['a', 'b']], body: 'x' };

  it('is taken when it is one', () => {
    const good = [
      { type: 'ready' },
      { type: 'keep', keep: true },
      { type: 'reveal', revealed: false },
      { type: 'detail', id: 1 },
      { type: 'open', id: 1 },
      { type: 'mock', id: 1 },
      { type: 'copy', id: 1, as: 'curl' },
      { type: 'copy', id: 1, as: 'fetch' },
      { type: 'replay', id: 1 },
      { type: 'replay', id: 1, edited },
      { type: 'replay', id: 1, edited: { ...edited, body: undefined } },
    ];
    for (const message of good) assert.deepEqual(readFromTraffic(message), message);
    assert.deepEqual(readFromTraffic({ type: 'open', id: 1, file: '/etc/passwd' }), { type: 'open', id: 1 });
  });

  it('is nothing when it is malformed or too much', () => {
    const bad = [
      undefined,
      null,
      'ready',
      [],
      { type: 'constructor' },
      { type: 'keep' },
      { type: 'reveal', revealed: 1 },
      { type: 'detail' },
      { type: 'detail', id: '1' },
      { type: 'detail', id: 1.5 },
      { type: 'copy', id: 1, as: 'sh' },
      { type: 'replay', id: 1, edited: {} },
      { type: 'replay', id: 1, edited: null },
      { type: 'replay', id: 1, edited: { ...edited, body: 1 } },
      { type: 'replay', id: 1, edited: { ...edited, headers: [['a']] } },
      { type: 'replay', id: 1, edited: { ...edited, headers: [['a', 1]] } },
      {
        type: 'replay',
        id: 1,
        edited: { ...edited, headers: Array.from({ length: 1001 }, () => ['a', 'b']) },
      },
      { type: 'replay', id: 1, edited: { ...edited, method: 'x'.repeat(65) } },
      { type: 'replay', id: 1, edited: { ...edited, target: 'x'.repeat(16_385) } },
      { type: 'replay', id: 1, edited: { ...edited, body: 'x'.repeat(4 * 1024 * 1024 + 1) } },
    ];
    for (const message of bad)
      assert.equal(readFromTraffic(message), undefined, JSON.stringify(message)?.slice(0, 80));
  });
});
