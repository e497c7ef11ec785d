import assert from 'node:assert/strict';
import { encodedMappings, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import * as fc from 'fast-check';
import { placeAt } from '../../../src/server/live/origin/segments';

/** The result, and how often other work could run meanwhile. */
function find(mappings: string, line: number, column: number) {
  const steps = placeAt(mappings, line, column);
  for (let turns = 0; ; turns += 1) {
    const { done, value } = steps.next();
    if (done) return { place: value, turns };
  }
}

const segment = fc.oneof(
  fc.tuple(fc.nat(40)),
  fc.tuple(fc.nat(40), fc.nat(2), fc.nat(99), fc.nat(2000)),
  fc.tuple(fc.nat(40), fc.nat(2), fc.nat(99), fc.nat(2000), fc.nat(1)),
);
const lines = fc.array(
  fc
    .uniqueArray(segment, { selector: ([column]) => column, maxLength: 5 })
    .map(all => all.toSorted((a, b) => a[0] - b[0])),
  { maxLength: 6 },
);

describe('a place in the source of a built script', () => {
  it('is the one that a library finds, whatever the map', () => {
    fc.assert(
      fc.property(lines, fc.nat(6), fc.nat(45), (mappings, line, column) => {
        const map = new TraceMap({ version: 3, sources: ['0', '1', '2'], names: ['a', 'b'], mappings });
        const { source, ...there } = originalPositionFor(map, { line: line + 1, column });
        const { place } = find(encodedMappings(map), line, column);
        const expected = source === null ? undefined : [Number(source), (there.line ?? 0) - 1, there.column];
        assert.deepEqual(place && [place.source, place.line, place.column], expected);
      }),
      { numRuns: 500 },
    );
  });

  it('is looked for in turns of the event loop where the map is long, and any text is read', () => {
    const { place, turns } = find('AACA,CAAC;'.repeat(300_000), 299_999, 5);
    assert.equal(place?.line, 300_000);
    assert.ok(turns >= 5, `${turns} turns`);
    for (const text of ['', ';', ',', '!', 'A!é', 'gggggggggggggggg', 'AAAAAAAAA']) find(text, 0, 0);
  });
});
