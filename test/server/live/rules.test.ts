import assert from 'node:assert/strict';
import { scan } from '../../../src/server/diff/cssScan';
import type { RuleStep, SeenRule } from '../../../src/protocol/pageRules';
import { byStrength, decidedIn, ranked, winnerOf } from '../../../src/server/live/bridge/cascade';
import { headKey } from '../../../src/server/live/bridge/heads';
import { namesIn } from '../../../src/server/live/bridge/logical';
import { readSheet, ruleAt, writtenIn } from '../../../src/server/live/bridge/rulePlaces';
import { specificityOf } from '../../../src/server/live/bridge/specificity';

describe('the head of a rule', () => {
  const same: readonly (readonly [written: string, serialized: string])[] = [
    ['.A>P:Before', '.A > p::before'],
    ['a  ,\n b', 'a, b'],
    ['[type=text]', '[type="text"]'],
    ["[ Title ~= 'a b' i ]", '[title~="a b" i]'],
    ['li:nth-child( ODD )', 'li:nth-child(2n+1)'],
    ['li:nth-child(2n + 0)', 'li:nth-child(2n)'],
    ['li:nth-child(+3)', 'li:nth-child(3)'],
    [':nth-child(2n + 1 of .a,b)', ':nth-child(2n+1 of .a, b)'],
    ['*.foo *:hover', '.foo :hover'],
    ['.\\31 0', '.\\31 0'],
    ['.md\\:x', '.md\\:x'],
    ['> p', '& > p'],
    ['.k', '& .k'],
    ['a/* , */b', 'a b'],
    [':NOT(.a,.b)', ':not(.a, .b)'],
    ['@media screen and (min-width:400px)', '@media screen and (min-width: 400px)'],
    ['@MEDIA (width>=.5em)', '@media (width >= 0.5em)'],
    ['@media only all and (color)', '@media (color)'],
    ['@supports (display:grid)and (gap:1px)', '@supports (display:grid)and (gap:1px)'],
    ['@container box (width>1px)', '@container box (width > 1px)'],
    [':lang("en", fr)', ':lang(en, fr)'],
    ['[|id="e"]', '[id="e"]'],
    ['@layer \\78', '@layer x'],
    ['@layer  a', '@layer a'],
    ['@layer', '@layer '],
    ['@scope (.a)to(.b > c)', '@scope (.a) to (.b > c)'],
  ];
  for (const [written, serialized] of same)
    it(`${JSON.stringify(written)} is the one that a browser writes`, () =>
      assert.equal(headKey(written), headKey(serialized)));

  it('of one rule is not that of another', () => {
    const heads = [
      '.a',
      '.A',
      '#a',
      'a',
      '& .a',
      '&.a',
      '.a .b',
      '.a>.b',
      '.a.b',
      '[a]',
      '[a=""]',
      ':a',
      '@layer a',
      '@media a',
    ];
    const nested = heads.filter(head => head !== '& .a');
    assert.equal(new Set(nested.map(headKey)).size, nested.length);
  });
});

describe('a rule of a source', () => {
  const css = `@charset "utf-8"; @import "x.css";
.a { color: red; .b & { color: blue } > p { margin: 0 } color: green }
.a:nonsense { color: 1 }
.c { color: red }
@media print { .a { color: black } }
.c { color: /* ; */ "}" ; background : url(x;y) ! important; --x: { a: b }; }
`;
  const sheet = readSheet(css);
  const headAt = (...steps: RuleStep[]): string => {
    const rule = ruleAt(sheet, steps, ['color']);
    return rule ? css.slice(rule.head.start, rule.end) : '';
  };

  it('is found at its path, whatever the browser dropped before it', () => {
    assert.match(headAt([4, 1, '.c', 5, 2]), /^\.c \{ color: \/\*/);
    assert.match(headAt([2, 0, '.c', 5, 2]), /^\.c \{ color: red/);
    assert.equal(headAt([3, 0, '@media print', 5, 1], [0, 0, '.a', 1, 1]), '.a { color: black }');
    assert.equal(headAt([1, 0, '.a', 5, 1], [1, 0, '& > p', 2, 1]), '> p { margin: 0 }');
    assert.equal(headAt([9, 0, '.gone', 10, 1]), '');
    assert.equal(headAt([9, 0, '.gone', 10, 1], [0, 0, '.a', 1, 1]), '');
  });

  it('is not taken for one that a script has put in', () => {
    // `insertRule('.c { … }')`: it is not known which of the three is the script's.
    for (const nth of [0, 1, 2]) assert.equal(headAt([nth, nth, '.c', 7, 3]), '');
    // `insertRule('.new { color: … }')` at the index of the `@import`.
    for (let index = 0; index < 8; index++) assert.equal(headAt([index, 0, '.new', 7, 1]), '');
  });

  it('is found by its index where browsers write its head in another way, and have dropped none', () => {
    const odd = '@charset "x"; .b { top: 1px } [odd|=a] { left: 1px } @layer c; @layer c { p { top: 2px } }';
    const at = (...steps: RuleStep[]): string => {
      const rule = ruleAt(readSheet(odd), steps, ['left', 'top']);
      return rule ? odd.slice(rule.head.start, rule.end) : '';
    };
    assert.equal(at([1, 0, ':some-other(way)', 4, 1]), '[odd|=a] { left: 1px }');
    assert.equal(at([1, 0, ':some-other(way)', 3, 1]), '');
    const inside = '.x:odd(way) { right: 1px; p { top: 3px } }';
    const rule = ruleAt(
      readSheet(inside),
      [
        [0, 0, ':other(way)', 1, 1],
        [0, 0, '& p', 1, 1],
      ],
      ['top'],
    );
    assert.equal(rule?.prelude, 'p');
    // The statement before it has the same head.
    assert.equal(at([3, 0, '@layer c', 4, 1], [0, 0, 'p', 1, 1]), 'p { top: 2px }');
  });

  it('is found by its first selectors where the list is too long to be told', () => {
    const list = Array.from({ length: 400 }, (_, at) => `.name-${at}`);
    const long = `.x:nonsense { top: 0 } ${list.join(',\n')} { top: 1px }`;
    const rule = ruleAt(readSheet(long), [[0, 0, list.join(', ').slice(0, 2_000), 1, 1]], ['top']);
    assert.equal(rule?.prelude.slice(0, 7), '.name-0');
  });

  it('has its declarations as they are written', () => {
    const rule = ruleAt(sheet, [[0, 1, '.c', 5, 2]], []);
    assert.deepEqual(
      rule && writtenIn(rule, css).map(({ name, value, isImportant }) => [name, value, isImportant]),
      [
        ['color', '"}"', false],
        ['background', 'url(x;y)', true],
        ['--x', '{ a: b }', false],
      ],
    );
  });
});

/** A style sheet with a name in every possible place. */
const places = (name: string): string => `
${name}, .${name} > #a ${name} { color: red }
[${name}] { animation: ${name}; width: calc(${name}(1px)) }
@layer ${name} { @container ${name} (width) { .a { ${name}: ${name} } } }
.b:is(${name}, .${name}):${name} { --${name}: { ${name} } }
.c { color: blue }`;

const read = (name: string): unknown => ({
  checks: scan(places(name)).checks,
  isClosed: scan(places(name)).isClosed,
  rule: ruleAt(readSheet(places(name)), [[4, 0, '.c', 5, 1]], [])?.prelude,
  specificities: [`${name}, #a`, `.${name}, #a`, `:is(${name}, #a) .b`].map(specificityOf),
  names: namesIn([['writing-mode', name]])('margin-block-start'),
});

describe('names that every JavaScript object has', () => {
  for (const name of Object.getOwnPropertyNames(Object.prototype))
    it(`mean nothing in a style sheet: ${name}`, () => {
      const plain = JSON.stringify(read('plain'));
      assert.match(plain, /"rule":"\.c"/);
      assert.equal(JSON.stringify(read(name)).replaceAll(name, 'plain'), plain);
    });
});

describe('the cascade', () => {
  const plain: SeenRule = {
    sheet: 0,
    steps: [],
    selectors: [['p', -1]],
    layer: [],
    context: 0,
    above: 0,
    names: ['color'],
  };
  const cases: Readonly<Record<string, readonly [weaker: Partial<SeenRule>, stronger: Partial<SeenRule>]>> = {
    'order of appearance': [{}, {}],
    specificity: [{ selectors: [['p', -1]] }, { selectors: [['.a', -1]] }],
    'the strongest selector that matches': [
      { selectors: [['p p', -1]] },
      {
        selectors: [
          ['p', -1],
          ['.a', -1],
        ],
      },
    ],
    'nearness of a scope': [{ selectors: [['p', 3]] }, { selectors: [['p', 1]] }],
    'a scope before none': [{ selectors: [['p', -1]] }, { selectors: [['p', 9]] }],
    'a later layer': [{ layer: [0], selectors: [['#x', -1]] }, { layer: [1] }],
    'no layer': [{ layer: [0], selectors: [['#x', -1]] }, {}],
    'a layer before those inside': [{ layer: [0, 2] }, { layer: [0] }],
    'the style attribute': [{ selectors: [['#x', -1]] }, { sheet: -1, selectors: [] }],
    'an outer tree': [{ context: 1, selectors: [['#x', -1]] }, { context: 0 }],
    importance: [{ selectors: [['#x', -1]] }, { names: ['!color'], layer: [0] }],
    'an earlier layer, for what is important': [{ names: ['!color'] }, { names: ['!color'], layer: [1] }],
    'an inner tree, for what is important': [{ names: ['!color'] }, { names: ['!color'], context: 1 }],
    'all for a property': [{}, { names: ['all'], selectors: [['.a', -1]] }],
    'the element before what it inherits from': [{ above: 1, names: ['!color'] }, {}],
  };
  for (const [name, [weaker, stronger]] of Object.entries(cases))
    it(`decides by ${name}, wherever the two stand`, () => {
      const [weak, strong] = [
        { ...plain, ...weaker },
        { ...plain, ...stronger },
      ];
      assert.equal(winnerOf(ranked([weak, strong]), ['color'])?.rule, strong);
      if (name !== 'order of appearance')
        assert.equal(winnerOf(ranked([strong, weak]), ['color'])?.rule, strong);
      if (strong.above === 0 && weak.above === 0 && !strong.names.includes('all'))
        assert.equal(byStrength(ranked([weak, strong]))[0]?.rule, strong);
    });

  const decided = (...all: Partial<SeenRule>[]): number => {
    const list = ranked(all.map(each => ({ ...plain, ...each })));
    const winner = winnerOf(list, ['color']);
    return winner ? list.indexOf(winner) : -1;
  };

  it('goes on below a layer that leaves a property to the one below', () => {
    const [base, theme] = [{ layer: [0] }, { layer: [1] }];
    const reverts = ['color'];
    assert.equal(decided(base, { ...theme, selectors: [['#x', -1]], reverts }), 0);
    // The whole layer is skipped, including its important declarations.
    assert.equal(
      decided(base, { ...theme, selectors: [['.x', -1]] }, { ...theme, names: ['!color'], reverts }),
      0,
    );
    // Importance reverses the order of layers, but not which of them are lower.
    assert.equal(decided({ ...base, names: ['!color'], reverts }, { ...theme, names: ['!color'] }), -1);
    assert.equal(decided(base, theme, { reverts }), 1);
    assert.equal(decided(theme, { sheet: -1, selectors: [], reverts }), 0);
    assert.equal(decided(base, { ...theme, names: ['all'], reverts: ['all'], selectors: [['.x', -1]] }), 0);
    assert.equal(decided({ reverts }), -1);
    assert.equal(decided({ above: 1 }, { reverts }), 0);
  });

  it('passes over rules that leave a property to the others', () => {
    const skips = ['color'];
    assert.equal(decided({}, { selectors: [['#x', -1]], skips }), 0);
    assert.equal(decided({ layer: [0] }, {}, { names: ['!color'], skips }), 1);
    assert.equal(decided({ above: 1 }, { names: ['all'], skips: ['all'] }), 0);
    assert.equal(decided({ skips }), -1);
  });

  it('names no rule of an ancestor for what the browser’s own sheet decides', () => {
    const list = ranked([{ ...plain, above: 1 }]);
    assert.equal(decidedIn(list, {}, ['color'])?.winner.rule, list[0]?.rule);
    assert.equal(decidedIn(list, { unruled: ['color'] }, ['color']), undefined);
  });

  it('leaves custom properties out of “all”', () => {
    const all = ranked([
      { ...plain, names: ['--x'] },
      { ...plain, names: ['all'] },
    ]);
    assert.deepEqual(winnerOf(all, ['--x'])?.rule.names, ['--x']);
    assert.equal(winnerOf(all, ['direction']), undefined);
  });
});
