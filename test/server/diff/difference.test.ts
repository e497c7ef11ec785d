import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isShort } from '../../host/wholeRun';
import { applied, differenceOf, expected, markup } from './sources';

/** Replaces, removes or repeats a part of a text, like an author, also in the middle of a tag. */
const edits = fc.array(
  fc.tuple(fc.nat(1000), fc.nat(30), fc.oneof(markup, fc.constantFrom('', '<', '"', '>', 'x'))),
  {
    minLength: 1,
    maxLength: 4,
  },
);

function edited(source: string, changes: readonly (readonly [number, number, string])[]): string {
  return changes.reduce((now, [at, drop, put]) => {
    const place = at % (now.length + 1);
    return now.slice(0, place) + put + now.slice(place + drop);
  }, source);
}

const RUNS = isShort() ? 500 : 1500;

const crowded = (tag: string, value: string): string =>
  `<${tag} ${Array.from({ length: 100_000 }, (_, index) => `a${index}="${value}"`).join(' ')}>`;

const CROWDED = [
  'p',
  'meta charset=utf-8',
  'html',
  'meta',
  'base',
  'a href=javascript:',
  'script',
  'template shadowrootmode=open',
];

describe('the difference between two sources', () => {
  it('makes the old tree the new one, whatever the two are', () => {
    fc.assert(
      fc.property(fc.array(markup), fc.array(markup), (one, two) => {
        const [from, to] = [one.join(''), two.join('')];
        assert.deepEqual(applied(from, differenceOf(from, to)), expected(to));
      }),
      { numRuns: RUNS },
    );
  });

  it('makes the old tree the new one after any edit of its text', () => {
    fc.assert(
      fc.property(fc.array(markup, { minLength: 1 }), edits, (parts, changes) => {
        const from = parts.join('\n');
        const to = edited(from, changes);
        assert.deepEqual(applied(from, differenceOf(from, to)), expected(to));
      }),
      { numRuns: RUNS },
    );
  });

  // Work that grows with the square of their number does not end within the suite's time.
  for (const tag of isShort() ? CROWDED.slice(0, 2) : CROWDED)
    it(`of <${tag}> with 100,000 attributes is linear in them`, () => {
      assert.ok(differenceOf(crowded(tag, '1'), crowded(tag, '2')).length > 0);
    });
});
