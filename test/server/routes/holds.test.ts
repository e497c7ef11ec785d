import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FLOODS, flooding } from '../../thread/floods';
import { type Child, serveInChild } from '../support/child';
import { holdsNothingUp } from '../support/heldUp';
import { users } from '../support/routes';
import { ask, exchange } from '../support/raw';
import { makeTree } from '../support/serve';

/** Just below the largest body that is taken. */
const MOST = 10 * 1024 * 1024 - 1000;

const many = (piece: string, most = MOST): string => piece.repeat(Math.floor(most / piece.length));
const list = (piece: string, most = MOST): string => `[${many(`${piece},`, most)}${piece}]`;
const objects = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, id) => ({ id, name: `n${(id * 7919) % count}` })));

const JSON_BODIES: Readonly<Record<string, () => string>> = {
  'small objects': () => list('{}'),
  numbers: () => list('1'),
  'objects with fields': () => list('{"id":1,"name":"a","deep":{"a":[1,2,3],"b":"text"}}'),
  'one long text': () => JSON.stringify('x'.repeat(MOST)),
  escapes: () => `"${many('\\u0001')}"`,
  'two bytes a character': () => JSON.stringify('ü'.repeat(MOST / 2 - 1)),
  'many names': () => `{${Array.from({ length: 600_000 }, (_, at) => `"k${at}":${at}`).join()}}`,
  'nested lists': () => `${'['.repeat(199)}${many('1,')}1${']'.repeat(199)}`,
  cut: () => list('{}').slice(0, -1),
  'a fault at the end': () => `${list('{}').slice(0, -1)},x]`,
  'brackets only': () => many('['),
  'line breaks': () => `[${many('\n')}`,
  'one long number': () => '1'.repeat(100_000),
};

const form = 'application/x-www-form-urlencoded';
const FORMS: Readonly<Record<string, readonly [type: string, body: () => string]>> = {
  'percent signs': [form, () => `a=${many('%41')}`],
  'plus signs': [form, () => `a=${many('+')}`],
  'broken percent signs': [form, () => `a=${many('%')}`],
  'one long name': [form, () => many('a')],
  'too many fields': [form, () => many('a&')],
  'a slow charset': [`${form}; charset=iso-2022-jp`, () => `a=${many('x')}`],
  'text of a slow charset': ['text/plain; charset=windows-1252', () => many('ü')],
  XML: ['application/xml', () => many('<a>')],
  'multipart without an end': ['multipart/form-data; boundary=X', () => many('\r\n--')],
  'multipart that nearly ends': [
    `multipart/form-data; boundary=${'a'.repeat(256)}`,
    () => many(`\r\n--${'a'.repeat(255)}b`),
  ],
  'many long names': [form, () => many(`${'a'.repeat(10_000)}=b&`)],
  'multipart with many parameters': [
    'multipart/form-data; boundary=X',
    () => `${many(`--X\r\nContent-Disposition: form-data; ${'a=b;'.repeat(3500)}name=a\r\n\r\n1\r\n`)}--X--`,
  ],
  'many parts of a slow charset': [
    'multipart/form-data; boundary=X',
    () =>
      `${many(`--X\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n${'x'.repeat(12_000)}\r\n`)}--X--`,
  ],
  'a long part of a slow charset': [
    'multipart/form-data; boundary=X',
    () =>
      `--X\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n${many('x')}\r\n--X--`,
  ],
};

const TARGETS = ['/none', '/mock', '/text', '/markup', '/c'];

const ROUTES = [
  { path: '/mock', json: { all: '{{body}}', first: '{{body.0}}' } },
  { path: '/text', body: '{{body}} {{body}}' },
  { path: '/markup', json: '{{body}}', headers: { 'content-type': 'text/html' } },
  { path: '/c', collection: 'users.json' },
  { path: '/many', collection: 'many.json' },
  { path: '/wide', collection: 'wide.json' },
  { path: '/kept', collection: 'kept.json', persist: true },
  { path: '/empty', collection: 'empty.json' },
  { path: '/two', collection: 'two.json' },
  { path: '/when', when: { query: { a: '*a*a*a*a*b' } }, json: 1 },
  { path: '/wild/*a/x/*b/y', json: 1 },
  { path: '/large', json: Array.from({ length: 250_000 }, () => ({})) },
  ...Object.keys(FLOODS).map((_name, at) => ({ path: `/flood/${at}`, handler: `flood${at}.mjs` })),
];

const FLOOD_NAMES = Object.keys(FLOODS);

/** Just below the largest routes file that is read. */
const MOST_ROUTES = 1024 * 1024 - 1000;
const inRoutes = (text: string): string => `{"routes":${text}}`;
const routesOf = (count: number, route: (at: number) => object): string =>
  inRoutes(JSON.stringify(Array.from({ length: count }, (_, at) => route(at))));
const mock = (json: string): string => inRoutes(`[{"path":"/x","json":${json}}]`);

/** Routes files; each is read while another client sends requests. */
const ROUTES_FILES: Readonly<Record<string, () => string>> = {
  'one long text': () => mock(JSON.stringify('x'.repeat(MOST_ROUTES))),
  'one text of escapes': () => mock(`"${many('\\u0001', MOST_ROUTES)}"`),
  'small objects': () => mock(list('{}', MOST_ROUTES)),
  numbers: () => mock(list('1', MOST_ROUTES)),
  'nested lists': () => mock(`${'['.repeat(190)}${many('1,', MOST_ROUTES)}1${']'.repeat(190)}`),
  '12,000 routes': () =>
    routesOf(12_000, at => ({ path: `/route/number/${at}`, json: { id: at, name: 'x' } })),
  '12,000 routes with parameters': () => routesOf(12_000, at => ({ path: `/:a/x${at}/:b`, body: 'x' })),
  '12,000 routes that are wrong': () => routesOf(12_000, () => ({ path: 'x' })),
  'no routes but values': () => inRoutes(list('1', MOST_ROUTES)),
  'names that nothing knows': () =>
    `{${Array.from({ length: 90_000 }, (_, at) => `"k${at}":1`).join()},"routes":[]}`,
  'one route with many names': () =>
    inRoutes(`[{${Array.from({ length: 90_000 }, (_, at) => `"k${at}":1`).join()}}]`),
  'many answers': () => inRoutes(`[{"path":"/x","answers":${list('{}', MOST_ROUTES)}}]`),
  'many conditions': () => inRoutes(`[{"path":"/x","when":{"query":{"a":${list('"*"', MOST_ROUTES)}}}}]`),
  'a long path': () => inRoutes(`[{"path":"${many('/:a', MOST_ROUTES)}"}]`),
  comments: () => inRoutes(`[${many('/**/', MOST_ROUTES)}]`),
  'comments that end with their lines': () => inRoutes(`[${many('//\n', MOST_ROUTES)}]`),
  'one comment without an end': () => `/*${many('*', MOST_ROUTES)}`,
  'trailing commas': () => mock(list('[1,]', MOST_ROUTES)),
  'a fault at the end': () => `${mock(list('{}', MOST_ROUTES))}x`,
  'brackets only': () => many('[', MOST_ROUTES),
  'quotes only': () => many('"', MOST_ROUTES),
  'line breaks': () => many('\n', MOST_ROUTES),
};

const MIB = 1024 * 1024;
const wideItem = `{"id":1,"a":${list('{"b":1}', 5 * MIB)},"c":"${many('x', 5 * MIB)}"}`;
const FILES: Readonly<Record<string, () => string>> = {
  'porthole.routes.json': () => JSON.stringify({ routes: ROUTES }),
  'a.txt': () => 'a',
  'users.json': () => JSON.stringify(users),
  'many.json': () => objects(240_000),
  'kept.json': () => objects(200_000),
  'wide.json': () => `[${wideItem}]`,
  'empty.json': () => list('{}', 700_000),
  ...Object.fromEntries(
    Object.values(FLOODS).map((before, at) => [`flood${at}.mjs`, () => flooding(before)]),
  ),
  'two.json': () => JSON.stringify([{ id: 1, text: 'ü'.repeat(7 * MIB) }]),
};

const request =
  (target: string, init: RequestInit = {}) =>
  async (url: string): Promise<unknown> =>
    (await fetch(url + target, { ...init, signal: AbortSignal.timeout(60_000) })).arrayBuffer();
const json = (method: string, body: string): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body,
});
const names = (count: number): string => Array.from({ length: count }, (_, at) => `a.${at}`).join('=&');

const COLLECTIONS: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  'a list of 240,000 items': request('/many'),
  'a list that is sorted': request('/many?_sort=name,-id&_limit=1'),
  'a list that is sorted by 100 names': request(`/many?_sort=${names(99).replaceAll('=&', ',')}&_limit=1`),
  'a list that is filtered by 100 names': request(`/many?${names(99)}`),
  'a list that is searched': request('/many?q=nothing'),
  'a page': request('/many?_page=2'),
  'an item': request('/many/239999'),
  'no item': request('/many/x'),
  'a new item': request('/many', json('POST', '{"name":"new"}')),
  'a change': request('/many/5', json('PATCH', '{"name":"new"}')),
  'a removal': request('/many/6', { method: 'DELETE' }),
  'a new item that is kept': request('/kept', json('POST', '{"name":"new"}')),
  'a change that is kept': request('/kept/5', json('PUT', '{"name":"new"}')),
  'one large item': request('/wide'),
  'one large item by its id': request('/wide/1'),
  'one large item that is filtered': request(`/wide?${names(50)}&a=x`),
  'one large item that is sorted': request('/wide?_sort=a,c'),
  'one large item that is searched': request('/wide?q=nothing'),
  'one large item that is changed': request('/wide/1', json('PATCH', '{"d":1}')),
  'items without an id': request('/empty', json('POST', '{"name":"new"}')),
  'two bytes a character': request('/two?q=nothing'),
  'a query with many stars': request(`/when?a=${'a'.repeat(7000)}`),
  'a path with many wildcards': request(`/wild${'/x'.repeat(2000)}`),
};

describe('a second client', function () {
  this.timeout(600_000);
  let child: Child;
  let root: string;
  let url: string;

  before(async () => {
    root = await makeTree({});
    for (const [name, content] of Object.entries(FILES)) await fs.writeFile(path.join(root, name), content());
    child = await serveInChild(root);
    url = `http://127.0.0.1:${child.port}`;
  });
  after(async () => {
    await child.end();
    await fs.rm(root, { recursive: true });
  });

  async function others(isOver: () => boolean): Promise<void> {
    while (!isOver()) assert.equal((await ask(child.port, '/a.txt')).status, 200);
  }

  /** Runs this while another client requests a small file. */
  async function isNotHeldUp(what: string, act: (url: string) => Promise<unknown>): Promise<void> {
    // A too large body may end with a reset.
    await holdsNothingUp({ hold: child.hold, others }, what, () => act(url).catch(() => undefined));
  }

  for (const [name, body] of Object.entries(JSON_BODIES))
    it(`is not held up by a JSON body of ${name}`, async () => {
      const text = body();
      for (const target of TARGETS) await isNotHeldUp(target, request(target, json('POST', text)));
      await isNotHeldUp('PUT', request('/c/1', json('PUT', text)));
    });

  for (const [name, [type, body]] of Object.entries(FORMS))
    it(`is not held up by a body: ${name}`, async () => {
      const text = body();
      for (const [target, accept] of [...TARGETS.map(each => [each, '*/*']), ['/none', 'text/html']] as const)
        await isNotHeldUp(
          `${target} ${accept}`,
          request(target ?? '', {
            method: 'POST',
            headers: { 'content-type': type, accept: accept ?? '' },
            body: text,
          }),
        );
    });

  it('is not held up by a body in chunks of one byte', async () => {
    const chunks = `${'1\r\n1\r\n'.repeat(300_000)}0\r\n\r\n`;
    const head = 'HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n';
    for (const target of [...TARGETS, '/a.txt', '/flood/0'])
      await isNotHeldUp(target, () =>
        exchange(child.port, `POST ${target} ${head}Content-Type: application/json\r\n\r\n${chunks}`),
      );
  });

  for (const [at, name] of FLOOD_NAMES.entries())
    it(`is not held up by a handler’s flood of ${name}`, () => isNotHeldUp(name, request(`/flood/${at}`)));

  it('is not held up by a mock of 250,000 values', () => isNotHeldUp('/large', request('/large')));

  for (const [name, text] of Object.entries(ROUTES_FILES))
    it(`is not held up by a routes file of ${name}`, async () => {
      const file = path.join(root, 'porthole.routes.json');
      const content = text();
      let saves = 0;
      await isNotHeldUp(name, async () => {
        await fs.writeFile(file, content);
        // The next file is read after this one, and reports when it is done.
        await delay(500);
        const mark = `/mark/${name.length}/${(saves += 1)}`;
        await fs.writeFile(file, inRoutes(JSON.stringify([...ROUTES, { path: mark, body: 'read' }])));
        while ((await ask(child.port, mark)).status !== 200) await delay(20);
      });
    });

  it('is not held up by fifty missing files of a folder with 10,000', async () => {
    await fs.mkdir(path.join(root, 'many'));
    // Long names that differ in one letter, each of which is compared.
    for (let at = 0; at < 10_000; at += 1)
      await fs.writeFile(path.join(root, `many/${'a'.repeat(120)}${at}.js`), '');
    const headers = { accept: 'text/html' };
    const one = (at: number) => ask(child.port, `/many/${'a'.repeat(110)}${at}b.js`, { headers });
    await isNotHeldUp('missing', () => Promise.all(Array.from({ length: 50 }, (_, at) => one(at))));
  });

  for (const [name, act] of Object.entries(COLLECTIONS))
    it(`is not held up by a collection: ${name}`, () => isNotHeldUp(name, act));
});
