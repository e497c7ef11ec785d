import assert from 'node:assert/strict';
import { namesIn } from '../../../src/server/live/bridge/logical';

/** The physical side of `margin-block-start`, `margin-inline-start` and `border-start-end-radius` by writing mode and direction. */
const FLOWS: readonly (readonly [
  mode: string,
  direction: string,
  block: string,
  inline: string,
  corner: string,
])[] = [
  ['horizontal-tb', 'ltr', 'top', 'left', 'top-right'],
  ['horizontal-tb', 'rtl', 'top', 'right', 'top-left'],
  ['vertical-rl', 'ltr', 'right', 'top', 'bottom-right'],
  ['vertical-rl', 'rtl', 'right', 'bottom', 'top-right'],
  ['vertical-lr', 'ltr', 'left', 'top', 'bottom-left'],
  ['vertical-lr', 'rtl', 'left', 'bottom', 'top-left'],
  ['sideways-rl', 'ltr', 'right', 'top', 'bottom-right'],
  ['sideways-lr', 'ltr', 'left', 'bottom', 'top-left'],
  ['sideways-lr', 'rtl', 'left', 'top', 'bottom-left'],
];

describe('the names of one property', () => {
  for (const [mode, direction, block, inline, corner] of FLOWS)
    it(`are logical and physical: ${mode}, ${direction}`, () => {
      const names = namesIn([
        ['direction', direction],
        ['writing-mode', mode],
      ]);
      const isTall = block === 'top';
      const expected: Readonly<Record<string, string>> = {
        'margin-block-start': `margin-${block}`,
        'inset-inline-start': inline,
        'border-inline-start-color': `border-${inline}-color`,
        'border-start-end-radius': `border-${corner}-radius`,
        'min-block-size': isTall ? 'min-height' : 'min-width',
        'overflow-inline': isTall ? 'overflow-x' : 'overflow-y',
      };
      for (const [logical, physical] of Object.entries(expected)) {
        assert.deepEqual(names(logical), [logical, physical]);
        assert.deepEqual(names(physical), [physical, logical]);
      }
    });

  it('is one for what has no side', () => {
    assert.deepEqual(namesIn([])('color'), ['color']);
  });
});
