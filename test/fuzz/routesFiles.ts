import fs from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { get, type Kind } from './requests';
import { ROUTES, saveRoutes } from './subject';

const one = fc.constantFrom;

const KEYS = [
  'method',
  'when',
  'status',
  'headers',
  'json',
  'text',
  'file',
  'delay',
  'proxy',
  'rewrite',
  'collection',
  'persist',
  'handler',
  'redirect',
  'timeout',
  'secure',
  '__proto__',
  'body',
];
const VALUES: readonly unknown[] = [
  'GET',
  ['GET', 'POST'],
  200,
  204,
  99,
  1e9,
  -1,
  'data/users.json',
  '../x',
  '/etc/hosts',
  'http://127.0.0.1:1',
  'http://[',
  '{{body}}',
  '{{params.a}}{{',
  { a: '{{query.a}}' },
  { 'x-a': 'b\r\nc' },
  { query: { a: ['*', '('] } },
  { '^/r': '' },
  null,
  true,
  [],
  {},
];

const routePath = fc.oneof(
  one(
    '/r/a',
    '/r/:a',
    '/r/*rest',
    '/r/{:a}',
    '/r/:a-:b',
    '/r/(',
    '/r/:',
    '/r/{',
    'r',
    '/r/%',
    '/r/__proto__',
  ),
  fc.string().map(text => `/r/${text}`),
);
const route = fc
  .record({
    path: routePath,
    fields: fc.dictionary(one(...KEYS), fc.oneof({ weight: 3, arbitrary: one(...VALUES) }, fc.jsonValue()), {
      maxKeys: 4,
    }),
  })
  .map(({ path: given, fields }) => ({ path: given, ...fields }));

const routesText = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(route, { maxLength: 5 }).map(routes => JSON.stringify({ routes })),
  },
  { weight: 1, arbitrary: fc.jsonValue().map(value => JSON.stringify({ routes: value })) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.nat(3000).map(depth => `{"routes":${'['.repeat(depth)}`) },
);

export const routesFiles: Kind<readonly [texts: string[], cut: number]> = {
  what: 'routes files, saved while it runs',
  inputs: fc.tuple(fc.array(routesText, { minLength: 1, maxLength: 3 }), fc.nat(12)),
  play: async (subject, [texts, cut]) => {
    const before = await fs.readFile(path.join(subject.root, ROUTES), 'utf8');
    try {
      for (const text of [...texts, texts[0]?.slice(0, -cut) ?? '']) {
        await saveRoutes(subject, text);
        const targets = ['/r/a', '/r/b?a=(', '/r/%', '/r/__proto__'];
        await Promise.all(targets.flatMap(at => [subject.talk(get(at)), subject.talk(get(at, 'POST'))]));
      }
    } finally {
      await saveRoutes(subject, before);
    }
  },
};
