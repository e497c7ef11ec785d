import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findNodeAtLocation, getNodeValue, type ParseError, parseTree } from 'jsonc-parser';
import { pathToRegexp } from 'path-to-regexp';
import { sentPath } from '../../../src/server/ask/sentPath';
import { fillJson } from '../../../src/server/routes/fixed/template';
import { type Route, RouteTable } from '../../../src/server/routes/match';
import { memberAt, membersOf } from '../../../src/server/routes/members';
import { compilePattern, forgiving, patternPath } from '../../../src/server/routes/pattern';
import { plainJson } from '../../../src/server/routes/plainJson';
import { readJson } from '../../../src/server/routes/readJson';
import { Slices } from '../../../src/server/routes/slices';
import { endAll, serve } from '../support/serve';

/** The result of the editor's parser: its error, or the value. */
function byEditor(text: string): unknown {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: false });
  return errors.length > 0 || !tree ? 'faulty' : { value: JSON.stringify(getNodeValue(tree)) };
}

async function byUs(text: string): Promise<unknown> {
  const plain = await plainJson(text);
  if (plain.kind === 'faulty') return 'faulty';
  assert.equal(plain.text.length, text.length);
  const read = await readJson(plain.text);
  return read.kind === 'value' ? { value: JSON.stringify(read.value) } : 'faulty';
}

const PIECES = [
  ['{', '}', '[', ']', ',', ':', '"a"', '"routes"', '1', '-0.5e3', 'true', 'null', ' ', '\n', '\r', '\t'],
  [
    '//x\n',
    '//"\r',
    '/* , */',
    '/*\n*/',
    '/*',
    '*/',
    '/',
    '"//"',
    '"/*"',
    '"\\""',
    '"\\\\"',
    '"é😀"',
    '\\',
    'x',
  ],
].flat();
const piece = fc.constantFrom(...PIECES);

/** Texts that mostly are JSON, with comments and commas put between their tokens. */
const loose = fc
  .tuple(
    fc.jsonValue({ maxDepth: 3 }),
    fc.infiniteStream(fc.constantFrom('', '', ' ', '/*,]*/', '//}\n', ',')),
  )
  .map(([value, more]) =>
    JSON.stringify(value, undefined, 1)
      .split('\n')
      .map(line => line + String(more.next().value))
      .join('\n'),
  );

describe('a routes file as text', function () {
  this.timeout(30_000);

  it('is JSON, with comments and trailing commas, exactly where VS Code’s own parser says so', async () => {
    const texts = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map(all => all.join('')),
      loose,
    );
    await fc.assert(
      fc.asyncProperty(texts, async text => {
        assert.deepEqual(await byUs(text), byEditor(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('has its members at the offsets that the editor’s parser finds', async () => {
    const slices = new Slices();
    const names = fc.constantFrom('a', 'b', '__proto__', '0', 'é"');
    const value = fc.letrec(tie => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>('x', '}', '\\"', 1, true, null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(names, tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    const paths = fc.array(fc.oneof(fc.nat(3), names), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(value, paths, fc.constantFrom('', '  ', '\n'), async (given, path, indent) => {
        const text = ` ${JSON.stringify(given, undefined, indent)} `;
        const tree = parseTree(text) ?? assert.fail();
        let node = tree;
        for (let length = 1; length <= path.length; length += 1)
          node = findNodeAtLocation(tree, path.slice(0, length)) ?? node;
        const whole = { name: undefined, start: tree.offset, end: tree.offset + tree.length };
        const { start, end } = await memberAt(text, whole, path, slices);
        assert.deepEqual([start, end], [node.offset, node.offset + node.length], `${text} ${path.join('.')}`);
        const members = await membersOf(text, tree.offset, slices);
        assert.equal(members.length, typeof given === 'object' && given ? Object.keys(given).length : 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an answer of JSON', () => {
  const values = { params: {}, query: { a: 'b', list: ['<', 1] }, body: null };

  it('is filled in its strings only, in the order of its names', async () => {
    const text =
      '{"2":"{{query.a}}","__proto__":["x{{query.a}}",{"{{query.a}}":"{{query.list}}"}],"a":[[],{},null,"{{body}}"]}';
    const filled = JSON.stringify(await fillJson(JSON.parse(text), values));
    const expected = '{"2":"b","__proto__":["xb",{"{{query.a}}":["<",1]}],"a":[[],{},null,null]}';
    assert.equal(filled, expected);
    const escaped = await fillJson(['{{query.list}}', '<{{query.list}}'], values, each => `&${each}`);
    assert.deepEqual(escaped, [['&<', 1], '<&["<",1]']);
  });

  it('without placeholders is what it was, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async value => {
        assert.equal(JSON.stringify(await fillJson(value, values)), JSON.stringify(value));
      }),
    );
  });
});

const log = async (routes: unknown): Promise<string> => {
  const served = await serve({ 'porthole.routes.json': JSON.stringify({ routes }) });
  return served.log.flatMap(each => (each.kind === 'event' ? `${each.level} ${each.text}` : [])).join('\n');
};
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `n${at}`);

describe('a route', () => {
  afterEach(endAll);

  for (const [name, route, wrong] of [
    ['answers', { answers: many(5000).map(() => ({})) }, /at most 5000 values besides “json” and “body”/],
    ['methods', { method: many(5000), json: 1 }, /at most 5000 values/],
    ['conditions', { when: { query: { a: many(5000) } }, json: 1 }, /at most 5000 values/],
    ['headers', { headers: Object.fromEntries(many(5000).map(each => [each, 'a'])) }, /at most 5000 values/],
    ['characters of a path', { path: `/${'a'.repeat(8000)}` }, /at most 8000 characters/],
    ['characters of a name', { ['a'.repeat(8001)]: 1 }, /at most 8000 characters/],
  ] as const)
    it(`has no more ${name} than can be checked at once`, async () => {
      assert.match(await log([{ path: '/x', ...route }]), wrong);
    });

  it('may have any content, in each of its answers', async () => {
    const answers = [{ json: many(6000) }, { body: 'x'.repeat(9000) }];
    assert.match(
      await log([
        { path: '/x', json: many(6000) },
        { path: '/y', answers },
      ]),
      /: 2 routes/,
    );
  });

  it('is one of at most 100 that are called wrong, and the others are counted', async () => {
    const said = await log(Array.from({ length: 250 }, () => ({ path: 'x' })));
    assert.equal(said.match(/A route has a “path”/g)?.length, 100);
    assert.match(said, /has 150 more mistakes/);
  });
});

const routeAt = (text: string): Route => ({
  conditions: {
    methods: undefined,
    path: compilePattern(text, undefined),
    query: new Map(),
    headers: new Map(),
  },
  action: { answer: () => assert.fail() },
  line: 1,
  name: text,
  text,
});

describe('a table of routes', () => {
  it('differs from another at the same paths as without what both begin and end with', async () => {
    const all = ['/a', '/b', '/:x', '/a/b', '/*rest', '/:x/b'].map(routeAt);
    const tables = fc.array(fc.constantFrom(...all), { maxLength: 6 }).map(some => new RouteTable(some));
    const targets = fc.constantFrom('/a', '/b', '/a/b', '/c/b', '/');
    await fc.assert(
      fc.asyncProperty(tables, tables, targets, async (one, other, target) => {
        const [own, others] = one.apartFrom(other);
        const texts = [one, other, own, others].map(each => each.describe(target, new Slices()));
        const [a, b, c, d] = await Promise.all(texts);
        assert.equal(c !== d, a !== b);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a pattern that is looked for before it is compared', () => {
  it('matches as it did', () => {
    const pieces = ['/a', '/ab', '/:x', '/a:x', '{/a}', '{/:y}', '-b', '/', '*z'];
    const patterns = fc
      .uniqueArray(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
      .map(some => `/${some.join('')}`.replaceAll(/\/+/g, '/'));
    const paths = fc
      .array(fc.constantFrom('/a', '/ab', '/b', '/a-b', '/'), { maxLength: 4 })
      .map(some => `/${some.join('')}`.replaceAll(/\/+/g, '/'));
    const below = fc.constantFrom(undefined, '/*rest', '{/:id}');
    fc.assert(
      fc.property(patterns, below, paths, (pattern, more, target) => {
        fc.pre(compiles(pattern, more));
        const own = forgiving(pattern);
        const ends = more === undefined || /\*[^/}]*\}?$/.test(own);
        const each = ends ? [own] : [own, own.replace(/\/$/, '') + more];
        const path = patternPath(sentPath(target) ?? assert.fail());
        const expected = each.some(one => pathToRegexp(one, { sensitive: true }).regexp.test(path.text));
        assert.equal(compilePattern(pattern, more)(path) !== undefined, expected, `${pattern} ${target}`);
      }),
      { numRuns: 2000 },
    );
  });
});

function compiles(pattern: string, below: string | undefined): boolean {
  try {
    compilePattern(pattern, below);
    return true;
  } catch {
    return false;
  }
}
