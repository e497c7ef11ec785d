import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodePair, decodeText } from '../../../src/server/routes/decodeText';
import { wildcard } from '../../../src/server/routes/match';
import { compilePattern } from '../../../src/server/routes/pattern';
import { readJson } from '../../../src/server/routes/readJson';
import { writeJson } from '../../../src/server/routes/writeJson';

const LONG = 70_000;
const filler = (size: number): string => JSON.stringify('x'.repeat(size));

/** JSON texts; some are long enough to be read in parts. */
const texts = fc
  .tuple(
    fc.jsonValue({ maxDepth: 4 }),
    fc.array(fc.jsonValue(), { maxLength: 4 }),
    fc.nat(3),
    fc.constantFrom('', ' ', '\n'),
  )
  .map(([one, others, where, space]) => {
    const members = others.map(each => JSON.stringify(each));
    members.splice(where, 0, filler(LONG));
    const list = `[${space}${members.join(`,${space}`)}${space}]`;
    const fields = members.map(
      (each, at) => `${JSON.stringify(['a', '__proto__', '1', 'é"', 'a'][at % 5])}:${space}${each}`,
    );
    return `{"one":${JSON.stringify(one)},"list":${list},"fields":{${fields.join(',')}},"deep":[[${list}]]}`;
  });

describe('JSON that is read in slices', function () {
  this.timeout(60_000);

  it('is what JSON.parse makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async text => {
        const read = await readJson(text);
        assert.ok(read.kind === 'value');
        assert.deepEqual(read.value, JSON.parse(text));
        assert.equal(JSON.stringify(read.value), JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 60 },
    );
  });

  it('is refused where JSON.parse refuses it, wherever a character is lost or added', async () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      drop: fc.nat(1),
      put: fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', '1', '\\', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(texts, edit, async (text, { at, drop, put }) => {
        // Places near both ends and near the borders of parts, where the structure is.
        const place = Math.floor(at * text.length);
        const edited = text.slice(0, place) + put + text.slice(place + drop);
        const structure = text.replaceAll('x', '').length;
        assert.ok(structure > 0);
        await sameAsParse(edited);
      }),
      { numRuns: 100 },
    );
    for (const text of MALFORMED) await sameAsParse(text);
  });

  it('names the place of a fault in any part', async () => {
    for (const [text, why] of [
      [`[${filler(LONG)},\n{"a":1,\n b}]`, 'is not JSON: this is no JSON value at line 3, column 2'],
      [`{"a":[${filler(LONG)}],\n"b" 1}`, 'is not JSON: a colon is expected at line 2, column 5'],
      [`[${filler(LONG)}`, `is not JSON: a closing bracket is expected at line 1, column ${LONG + 4}`],
      [
        `[[${filler(LONG)}] [${filler(LONG)}]]`,
        `is not JSON: a comma is expected at line 1, column ${LONG + 7}`,
      ],
      ['['.repeat(80_000), 'is nested deeper than 200 levels'],
    ] as const)
      assert.deepEqual(await whyOf(text), why);
  });

  it('has at most 100,000 names in one object', async () => {
    assert.equal((await readJson(object(100_000))).kind, 'value');
    assert.equal(await whyOf(object(100_001)), 'has an object with more than 100000 names');
  });
});

async function whyOf(text: string): Promise<string> {
  const read = await readJson(text);
  return read.kind === 'malformed' ? read.why : 'no fault';
}

const object = (count: number): string =>
  `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join()}}`;

const MALFORMED = ['', ' ', ',', '1,2', '[1,]', ']', '{"a":1,}', '[,1]'].flatMap(text => [
  text,
  text + ' '.repeat(LONG),
  `[${filler(LONG)},${text}]`,
  `[${text},${filler(LONG)}]`,
  `[[${filler(LONG)}],${text}]`,
  `[[${filler(LONG)}]${text}]`,
  `{"a":[${filler(LONG)}],${text}}`,
  `{"a":[${filler(LONG)}]${text}}`,
  `{${text}[${filler(LONG)}]}`,
  `{"a":{"b":${filler(LONG)}]}`,
]);

async function sameAsParse(text: string): Promise<void> {
  let expected: unknown;
  try {
    expected = { kind: 'value', value: JSON.parse(text) as unknown };
  } catch {
    expected = 'malformed';
  }
  const read = await readJson(text);
  assert.deepEqual(read.kind === 'value' ? read : read.kind, expected, text.replaceAll(/x+/g, 'x'));
}

describe('JSON that is written in slices', function () {
  this.timeout(60_000);

  it('is what JSON.stringify writes', async () => {
    for (const length of [0, 1, 99, 100, 101, 650])
      for (const indent of ['', '  ', '\t']) {
        const items = Array.from({ length }, (_, id) => ({ id, deep: [{ a: [], b: {} }], text: 'a\n"' }));
        for (const value of [items, { items }, [[items], null, Infinity, -0]])
          assert.equal((await writeJson(value, indent)).toString(), JSON.stringify(value, undefined, indent));
      }
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('', ' '), async (value, indent) => {
        assert.equal((await writeJson(value, indent)).toString(), JSON.stringify(value, undefined, indent));
      }),
    );
  });

  it('has its long texts whole, whichever characters they are made of', async () => {
    for (const piece of ['x', 'ü', '😀', 'a😀', '\ud800', '"', '\n'])
      for (const value of [piece.repeat(LONG), [piece.repeat(2 * LONG)], { a: piece.repeat(LONG), b: 1 }])
        assert.equal((await writeJson(value)).toString(), JSON.stringify(value));
  });
});

describe('a text that is decoded in slices', () => {
  it('is what the decoder makes of it at once', async () => {
    // Not windows-1252: at once, Node 20 decodes it as ISO-8859-1.
    for (const charset of ['utf-8', 'utf-16le', 'iso-2022-jp', 'shift_jis', 'gb18030']) {
      const bytes = Buffer.from('aü😀€'.repeat(100_000));
      assert.equal(await decodeText(bytes, charset), new TextDecoder(charset).decode(bytes), charset);
    }
    assert.equal(await decodeText(Buffer.from('x'), 'no-such'), undefined);
  });

  it('is what URLSearchParams makes of a name or a value', async () => {
    const piece = fc.constantFrom(
      'a',
      '+',
      '%',
      '%4',
      '%41',
      '%zz',
      '%C3%BC',
      '%C3',
      '%ef%bb%bf',
      '%F0%9F%98%80',
      ' ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async pieces => {
        const text = pieces.join('');
        assert.equal(await decodePair(text), new URLSearchParams(`a=${text}`).get('a'));
      }),
    );
    // `URLSearchParams` of Node 20 garbles this one.
    assert.equal(await decodePair('😀%F0%9F%98%80%4'), '😀😀%4');
  });
});

describe('a text with wildcards', () => {
  it('stands for what it stood for as a regular expression', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'A', '.', '\n'), { maxLength: 6 })
      .map(all => all.join(''));
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '*', '**', '.', 'A'), { maxLength: 6 })
      .map(all => all.join(''));
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (given, value, isCaseSensitive) => {
        const source = given
          .split('*')
          .map(part => part.replaceAll('.', '\\.'))
          .join('[^]*');
        const expected = new RegExp(`^${source}$`, isCaseSensitive ? '' : 'i').test(value);
        assert.equal(wildcard(given, isCaseSensitive)(value), expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a pattern', () => {
  it('has at most two wildcards, six optional groups and 30 parameters', () => {
    for (const good of ['/*a/x/*b', '/a{/:b}{/:c}{/:d}{/:e}{/:f}{/:g}']) compilePattern(good, undefined);
    assert.throws(() => compilePattern('/*a/x/*b/x/*c', undefined), /more than 2 wildcards/);
    assert.throws(() => compilePattern(`/a${'{/:b}'.repeat(7)}`, undefined), /more than 6 optional groups/);
    compilePattern('/:a'.repeat(30), undefined);
    assert.throws(() => compilePattern('/:a'.repeat(31), undefined), /more than 30 parameters/);
    assert.throws(() => compilePattern(`${'/:a'.repeat(20)}${'{/:b}'.repeat(6)}`, undefined), /too many opt/);
  });
});
