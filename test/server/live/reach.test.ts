import assert from 'node:assert/strict';
import { readRules, rulesAround } from '../../../src/server/live/bridge/cssRules';
import { reachOf } from '../../../src/server/live/bridge/reach';

const reachAt = (text: string, at: string) => reachOf(rulesAround(readRules(text), text.indexOf(at)));
const selectorAt = (text: string, at: string): string | undefined => reachAt(text, at)?.selector;

describe('the elements that a rule is for', () => {
  it('is one selector with the rules around it', () => {
    assert.equal(selectorAt('.card { > p {} }', '> p'), ':is(.card) > p');
    assert.equal(
      selectorAt('.a, .b { + c, &.d, .e &, f {} }', 'f'),
      ':is(.a, .b) + c, :is(.a, .b).d, .e :is(.a, .b), :is(.a, .b) f',
    );
    assert.equal(selectorAt('.a { [title="&"] {} }', '[t'), ':is(.a) [title="&"]');
    assert.equal(selectorAt('@keyframes x { from {} }', 'from'), undefined);
  });

  const reaching: Readonly<Record<string, readonly [css: string, ...found: unknown[]]>> = {
    'a type behind “&”': ['.a { &div, &*.c {} }', 'div:is(.a), *:is(.a).c'],
    'pseudo-elements, by their elements': ['.a::before, b:AFTER, p > ::marker {}', '.a, b, p > *'],
    'nothing but the whole page': ['*, *::before, *::after {}'],
    'what acts on the page, without it': [
      'a:hover > :focus, b:not(:hover):active {}',
      'a > *, b:not(:hover)',
    ],
    'links that were visited, as any link': ['a:visited b {}', 'a:any-link b'],
    'all but the whole page': ['html, body, .a {}', '.a'],
    'rules in a scope, below its root': [
      '@scope (.a, b) { p, :scope > i, & u, > s {} }',
      ':is(.a, b) p, :is(.a, b) > i, :is(.a, b) u, :is(.a, b) > s',
    ],
    'rules in a scope, up to its end': [
      '@scope (.a) to (.c, > .d) { p {} }',
      ':is(.a) p:not(:is(.a) .c, :is(.a) > .d, :is(:is(.a) .c, :is(.a) > .d) *)',
    ],
    'a scope of the whole page': ['@scope { p {} }', ':is(:root) p'],
    'a scope in a rule': ['.x { @scope (& > .a) { p { b & {} } } }', 'b :is(:is(:is(.x) > .a) p)'],
    'rules in other groups': [
      '@media print { @layer a { @starting-style { @container (width > 1px) { p {} } } } }',
      'p',
    ],
    'the host': [
      ':host, :HOST(.a, b), :host-context(.c), :host(.d) p {}',
      ':host(.d) p',
      ['host', '', ''],
      ['host', '', '.a, b'],
      ['host', '', ':is(.c) *, .c'],
    ],
    'what is slotted, and parts': [
      '::slotted(p), .s::SLOTTED(.b):hover, my-a::part(c d)::before, :host(.d) ::slotted(b) {}',
      undefined,
      ['slotted', 'slot', 'p'],
      ['slotted', '.s', '.b'],
      ['part', 'my-a', 'c d'],
      ['slotted', ':host(.d) slot', 'b'],
    ],
    'what is in no rule': ['@font-face { } @property --x { }'],
    'positions of anchored elements': ['@position-try --p { inset: 0 }'],
  };
  for (const [name, [text, selector, ...across]] of Object.entries(reaching))
    it(`outlines ${name}`, () => {
      const at = text.lastIndexOf('{') + 1;
      const found = reachOf(rulesAround(readRules(text), at));
      assert.deepEqual([found?.selector, ...(found?.across ?? [])], [selector, ...across]);
    });
});
