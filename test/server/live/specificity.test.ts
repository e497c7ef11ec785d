import assert from 'node:assert/strict';
import { headKey } from '../../../src/server/live/bridge/heads';
import { specificityOf } from '../../../src/server/live/bridge/specificity';

describe('the specificity of a selector', () => {
  const cases: Readonly<Record<string, string>> = {
    '*': '0,0,0',
    li: '0,0,1',
    'ul li': '0,0,2',
    'ul ol+li': '0,0,3',
    'h1 + *[rel=up]': '0,1,1',
    'ul ol li.red': '0,1,3',
    'li.red.level': '0,2,1',
    '#x34y': '1,0,0',
    '#s12:not(FOO)': '1,0,1',
    '.foo :is(.bar, #baz)': '1,1,0',
    ':is(em, #foo)': '1,0,0',
    '.qux:where(em, #foo#bar#baz)': '0,1,0',
    ':nth-child(even of li, .item)': '0,2,0',
    ':NTH-CHILD(2n + 1 of #x .y, p)': '1,2,0',
    ':nth-of-type(odd)': '0,1,0',
    ':not(em, strong#foo)': '1,0,1',
    ':has(> img, .a .b)': '0,2,0',
    'a::before': '0,0,2',
    'a:before': '0,0,2',
    'p:first-line': '0,0,2',
    'a:hover:lang(en)': '0,2,1',
    ':host(#a.b)': '1,2,0',
    ':host': '0,1,0',
    '::slotted(.a b)': '0,1,2',
    '::part(label):hover': '0,1,1',
    'svg|a': '0,0,1',
    '.\\31 0.a\\:b #\\#': '1,2,0',
    'a[title="#x .y, (:is("]': '0,1,1',
    ':where(:scope) .a': '0,1,0',
    ':is(:where(.a) b, i):not(:where(#x))': '0,0,1',
    'col||td > ü': '0,0,3',
    '.a:is(.b:not(.c, :is(d, #e)))': '1,2,0',
  };
  for (const [selector, wanted] of Object.entries(cases))
    it(`of ${selector} is ${wanted}`, () => assert.equal(specificityOf(selector).join(), wanted));

  it('is found of lists in thousands of lists', () => {
    const selector = `${':is('.repeat(3_000)}.a${')'.repeat(3_000)}`;
    assert.equal(specificityOf(`${selector} #b`)[0], 1);
    assert.equal(headKey(` ${selector} `), headKey(selector));
    assert.notEqual(headKey(selector), headKey(selector.replace('.a', '.b')));
  });
});
