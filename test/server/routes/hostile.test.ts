import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { boundaryOf, splitForm } from '../../../src/server/routes/formData';
import { deepestPlace, faultOf, Lines, MOST_LEVELS } from '../../../src/server/routes/json';
import { ask, json, until, withRoutes } from '../support/routes';
import { endAll, type Served, serve } from '../support/serve';
import { ask as askRaw } from '../support/raw';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

async function post(served: Served, target: string, type: string, body: BodyInit, accept = '*/*') {
  const response = await fetch(new URL(target, served.url), {
    method: 'POST',
    headers: { 'content-type': type, accept },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** A form with a field and a file, as a browser sends it. */
const FORM = Buffer.from(
  '--X\r\nContent-Disposition: form-data; name="who"\r\n\r\nZoë\r\n' +
    '--X\r\nContent-Disposition: form-data; name="f"; filename="C:\\dir\\a%22b.txt"\r\nContent-Type: text/csv\r\n\r\n1,2\r\n--X--\r\n',
);

describe('a multipart form', () => {
  it('gives its fields and files', async () => {
    const parts = await splitForm(FORM, 'X', 10);
    assert.ok(typeof parts !== 'string');
    assert.deepEqual(
      parts.map(({ bytes, ...part }) => ({ ...part, text: bytes.toString() })),
      [
        { name: 'who', filename: undefined, type: 'text/plain', text: 'Zoë' },
        { name: 'f', filename: 'a"b.txt', type: 'text/csv', text: '1,2' },
      ],
    );
  });

  it('has the names that its parts give, in any order and spelling, and none that stands inside another', async () => {
    for (const [fields, name, filename] of [
      ['name="f"; filename="a;b.txt"', 'f', 'a;b.txt'],
      ['filename="a; name=z"; name="f"', 'f', 'a; name=z'],
      ['name="a; filename=x"', 'a; filename=x', undefined],
      ['NAME=f;FileName = a.txt ; x', 'f', 'a.txt'],
      ['name="f"; filename="a\\"; name=z.txt"', 'f', 'a"; name=z.txt'],
      ['name=""; filename=""', '', ''],
    ] as const) {
      const parts = await splitForm(
        Buffer.from(`--X\r\nContent-Disposition: form-data; ${fields}\r\n\r\n\r\n--X--`),
        'X',
        1,
      );
      const [part] = typeof parts === 'string' ? [] : parts;
      assert.deepEqual([part?.name, part?.filename], [name, filename], fields);
    }
    assert.equal(boundaryOf('multipart/form-data; x="; boundary=z"; boundary=X'), 'X');
  });

  it('that is cut at any byte before its end says so', async () => {
    const end = FORM.lastIndexOf('--');
    for (let at = 0; at < end; at += 1)
      assert.equal(typeof (await splitForm(FORM.subarray(0, at), 'X', 10)), 'string', `cut at ${at}`);
  });

  it('never throws, whatever its bytes are', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '--X',
        '--X--',
        '\r\n',
        '\r\n\r\n',
        'Content-Disposition: form-data; name="a"',
        ': ',
        '"',
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async pieces => {
        await splitForm(Buffer.from(pieces.join('')), 'X', 10);
      }),
    );
  });

  it('has as many parts as are allowed, and no more', async () => {
    const part = '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n';
    assert.ok(typeof (await splitForm(Buffer.from(`${part.repeat(10)}--X--`), 'X', 10)) !== 'string');
    assert.equal(
      await splitForm(Buffer.from(`${part.repeat(11)}--X--`), 'X', 10),
      'it has more than 10 parts',
    );
  });

  it('has the boundary that its type names, quoted or not', () => {
    assert.equal(boundaryOf('multipart/form-data; boundary="a b"'), 'a b');
    assert.equal(boundaryOf('multipart/form-data;charset=x; BOUNDARY=ab'), 'ab');
    assert.equal(boundaryOf('multipart/form-data'), undefined);
    assert.equal(boundaryOf('multipart/form-data; boundary=""'), undefined);
  });
});

describe('a JSON text', () => {
  it('may be nested as deeply as is allowed; brackets in strings and comments do not count', () => {
    assert.equal(deepestPlace(nested(MOST_LEVELS)), undefined);
    assert.equal(deepestPlace(nested(MOST_LEVELS + 1)), MOST_LEVELS);
    assert.equal(deepestPlace(JSON.stringify(['\\"[', nested(1000)])), undefined);
    assert.equal(deepestPlace(`// ${nested(1000)}\n/* ${nested(1000)} */ [1]`), undefined);
    assert.equal(deepestPlace('["]",'.repeat(MOST_LEVELS + 1)), 5 * MOST_LEVELS);
  });

  it('names the first fault, as the parser of VS Code finds it', () => {
    assert.deepEqual(faultOf('{\n  "a": 1,\n  b\n}'), {
      message: 'this is no JSON value',
      line: 3,
      column: 3,
      endLine: 3,
      endColumn: 4,
    });
    assert.equal(faultOf('{"a":[1,2]}'), undefined);
  });

  it('has lines that end with any of the three line breaks', () => {
    const lines = new Lines('a\r\nb\rc\nd');
    assert.deepEqual(
      [0, 3, 5, 7].map(at => lines.span(at, 1)),
      [1, 2, 3, 4].map(line => ({ line, column: 1, endLine: line, endColumn: 2 })),
    );
  });
});

describe('a hostile body', () => {
  afterEach(endAll);

  it('crash.multipart-cut: is refused by whatever takes it, and the server lives', async () => {
    const served = await serve(
      withRoutes([
        { path: '/c', collection: 'data/users.json' },
        { path: '/f', json: 1 },
      ]),
    );
    for (const target of ['anything', 'c', 'f']) {
      const cut = FORM.subarray(0, FORM.length - 10);
      assert.equal((await post(served, target, 'multipart/form-data; boundary=X', cut)).status, 400, target);
    }
    assert.equal((await ask(served, '/index.html'))[0], 200);
  });

  it('dos.form-same-name: has at most 1,000 fields, whichever form it is', async () => {
    const served = await serve(withRoutes([]));
    const form = 'application/x-www-form-urlencoded';
    assert.equal((await post(served, 'x', form, 'a&'.repeat(999))).status, 200);
    assert.equal((await post(served, 'x', form, 'a&'.repeat(20_000))).status, 400);
    const part = '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n';
    const many = `${part.repeat(1001)}--X--`;
    assert.equal((await post(served, 'x', 'multipart/form-data; boundary=X', many)).status, 400);
  });

  it('dos.echo-json: is shown in at most 64 kB, in any form', async () => {
    const served = await serve(withRoutes([]));
    const lists = `[${'[1,1,1,1],'.repeat(6000)}1]`;
    const deep = `${'['.repeat(150)}${'1,'.repeat(20_000)}1${']'.repeat(150)}`;
    const long = JSON.stringify('&'.repeat(1_000_000));
    for (const body of [lists, deep, long])
      for (const accept of ['text/html', 'application/json']) {
        const { status, text } = await post(served, 'x', 'application/json', body, accept);
        assert.equal(status, 200);
        assert.ok(text.length < 1_000_000, `${text.length} characters`);
      }
    const fields = await post(
      served,
      'x',
      'application/x-www-form-urlencoded',
      `a=${'b'.repeat(1e6)}`,
      'text/html',
    );
    assert.ok(fields.text.length < 200_000);
    assert.equal((await post(served, 'x', 'application/json', nested(3000))).status, 400);
  });

  it('template.json-markup: becomes no markup, whatever type an answer names', async () => {
    const types = [
      'text/html',
      'image/svg+xml',
      'application/xml',
      'unknown/unknown',
      '*/*',
      'image/png, text/html',
    ];
    const served = await serve(
      withRoutes([
        ...types.map((type, at) => ({
          path: `/json/${at}`,
          json: { q: '{{query.q}}', all: '{{body}}' },
          headers: { 'content-type': type },
        })),
        ...types.map((type, at) => ({
          path: `/body/${at}`,
          body: '{{query.q}}',
          headers: { 'content-type': type },
        })),
        { path: '/plain', json: '{{query.q}}' },
      ]),
    );
    for (const kind of ['json', 'body'])
      for (const at of types.keys()) {
        const markup = JSON.stringify({ '<b>': ['<script>'] });
        const { status, text } = await post(
          served,
          `${kind}/${at}?q=%3Cscript%3E`,
          'application/json',
          markup,
        );
        assert.equal(status, 200);
        assert.doesNotMatch(text, /[<>]/, `${kind} ${types[at]}`);
      }
    assert.deepEqual(await ask(served, '/plain?q=%3Cb%3E'), [200, '<b>']);
  });
});

describe('a hostile routes file', () => {
  afterEach(endAll);

  it('crash.routes-deep: is a fault at its place; the last good routes stay, and the next good file is taken', async () => {
    const served = await serve(withRoutes([{ path: '/x', json: 1 }]));
    const file = path.join(served.root, 'porthole.routes.json');
    await fs.writeFile(file, `{"routes":[{"path":"/x","json":${nested(20_000)}}]}`);
    const said = (): boolean =>
      served.log.some(entry => entry.kind === 'event' && entry.text.includes('nested deeper than 200'));
    await until('the fault is not told', async () => said());
    assert.deepEqual(await ask(served, '/x'), [200, 1]);
    await fs.writeFile(file, JSON.stringify({ routes: [{ path: '/x', json: 2 }] }));
    await until('the good file is not taken', async () => (await ask(served, '/x'))[1] === 2);
  });

  it('of 5,000 routes is read in time that grows with its length', async () => {
    const routes = Array.from({ length: 5000 }, (_, at) => ({ path: `/r${at}`, json: at }));
    const served = await serve({ 'porthole.routes.json': JSON.stringify({ routes }, undefined, 2) });
    assert.deepEqual(await ask(served, '/r4999'), [200, 4999]);
  });
});

describe('a path that no file can have', () => {
  afterEach(endAll);

  it('has one decoded segment in each parameter of a mock', async () => {
    const served = await serve(
      withRoutes([{ path: '/items/:id/*rest', json: { id: '{{params.id}}', rest: '{{params.rest}}' } }]),
    );
    for (const [target, id, rest] of [
      ['/items/a%2Fb/c', 'a/b', ['c']],
      ['/items/a:b/c%2Fd/e', 'a:b', ['c/d', 'e']],
      ['/items/%25/x%5Cy', '%', ['x\\y']],
      ['/items//a///b', 'a', ['b']],
    ] as const)
      assert.deepEqual(JSON.parse((await askRaw(served.port, target)).body.toString()), { id, rest }, target);
  });

  it('is refused where it climbs or cannot be decoded, and by files always', async () => {
    const served = await serve(withRoutes([{ path: '/items/:id', json: 1 }]));
    for (const target of [
      '/items/x/../a',
      '/items/%2e%2e/items/a',
      '/items/%FF',
      '/items/%00',
      '/index%2Fhtml',
      '/a%5Cb',
    ])
      assert.equal((await askRaw(served.port, target)).status, 400, target);
  });
});

describe('an id that no address can have', () => {
  afterEach(endAll);

  it('is refused before it is kept', async () => {
    const served = await serve(withRoutes([{ path: '/k', collection: 'data/users.json' }]));
    for (const id of ['..', '.', '\0', '\ud800', 'x'.repeat(1001), true, [1]])
      assert.equal((await ask(served, '/k', json({ id })))[0], 422, JSON.stringify(id));
    for (const id of ['a/b', 'a b', '%', 'ü', '😀', -1, 1.5]) {
      assert.equal((await ask(served, '/k', json({ id })))[0], 201, JSON.stringify(id));
      assert.deepEqual(await ask(served, `/k/${encodeURIComponent(id)}`), [200, { id }]);
    }
  });
});
