import * as fc from 'fast-check';
import { get, type Kind } from './requests';
import { restoreRoutes, saveRoutes } from './subject';

const one = fc.constantFrom;

const KEYS = [
  'method',
  'when',
  'status',
  'headers',
  'json',
  'failureRate',
  'answers',
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
  { weight: 5, arbitrary: one('/r/a', '/r/:a', '/r/*rest', '/r/{:a}', '/r/:a-:b', '/r/__proto__') },
  fc.oneof(
    one('/r/(', '/r/:', '/r/{', 'r', '/r/%'),
    fc.string().map(text => `/r/${text}`),
  ),
);
const route = fc
  .record({
    path: routePath,
    fields: fc.dictionary(one(...KEYS), fc.oneof({ weight: 3, arbitrary: one(...VALUES) }, fc.jsonValue()), {
      maxKeys: 4,
    }),
  })
  .map(({ path: given, fields }) => ({ path: given, ...fields }));

const texts = fc.oneof(one('{{body}}', '{{params.a}}{{query.a}}{{', '{{headers.host}}', '{{'), fc.string());
/** Routes that are mostly valid. */
const fitting = fc
  .record({
    path: routePath,
    method: one('GET', 'POST', ['GET', 'POST']),
    action: fc.oneof(
      texts.map(text => ({ body: text })),
      fc.oneof(fc.jsonValue(), texts, fc.dictionary(fc.string(), texts)).map(json => ({ json })),
      fc.record({ body: texts, headers: fc.dictionary(one('x-a', 'content-type', 'location'), texts) }),
      fc.record({ body: texts, status: fc.integer({ min: 199, max: 600 }) }),
      fc.record({
        answers: fc.array(fc.record({ body: texts, status: one(200, 404, 'x') }, { requiredKeys: [] }), {
          maxLength: 3,
        }),
      }),
      fc.record({ file: one('data/users.json', 'data', '../x', 'index.html', '\0', '') }),
      fc.record({ collection: one('data/users.json', 'index.html', 'none.json', 'data') }),
      fc.record({ proxy: one('http://127.0.0.1:1', 'http://[::1]:1/%', 'http://localhost:1/a?b') }),
    ),
  })
  .map(({ path: given, method, action }) => ({ path: given, method, ...action }));

const routesText = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .oneof({ weight: 3, arbitrary: fc.array(fitting, { maxLength: 3 }) }, fc.array(route, { maxLength: 5 }))
      .map(routes => JSON.stringify({ routes })),
  },
  { weight: 1, arbitrary: fc.jsonValue().map(value => JSON.stringify({ routes: value })) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.nat(3000).map(depth => `{"routes":${'['.repeat(depth)}`) },
);

export const routesFiles: Kind<readonly [texts: string[], cut: number]> = {
  what: 'routes files, saved while it runs',
  inputs: fc.tuple(fc.array(routesText, { minLength: 1, maxLength: 3 }), fc.nat(12)),
  play: async (subject, [texts, cut]) => {
    try {
      for (const text of [...texts, texts[0]?.slice(0, -cut) ?? '']) {
        await saveRoutes(subject, text);
        const targets = ['/r/a', '/r/b?a=(', '/r/%', '/r/__proto__'];
        await Promise.all(targets.flatMap(at => [subject.talk(get(at)), subject.talk(get(at, 'POST'))]));
      }
    } finally {
      await restoreRoutes(subject);
    }
  },
};
