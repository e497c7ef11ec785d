import assert from 'node:assert/strict';
import { unseenInSelects } from '../../../src/server/diff/selects';

const select = (inside: string): string => `<select id="s">${inside}</select>`;

describe('the elements of a select', () => {
  it('are left to the tree when parsers have always kept them', () => {
    assert.equal(
      unseenInSelects(`<p>a${select('<optgroup><option>a<hr></optgroup><template></template>')}<b>b</b>`),
      '',
    );
  });

  it('are told by their markup when only browsers since 2025 keep them', () => {
    const rich = '<button><selectedcontent></selectedcontent></button><option><span>a</span>';
    assert.equal(unseenInSelects(`<p>${select(rich)}<i>i</i>${select('b')}`), `\n<select id="s">${rich}`);
    assert.equal(unseenInSelects('<select><div>open'), '\n<select><div>open');
    assert.notEqual(unseenInSelects(select('<i class=a>')), unseenInSelects(select('<i class=b>')));
  });

  it('are found in time that grows with the text', () => {
    const began = performance.now();
    unseenInSelects('<select><i>'.repeat(100_000));
    const long = performance.now() - began;
    const again = performance.now();
    unseenInSelects('<select><i>'.repeat(10_000));
    assert.ok(long < 100 * (performance.now() - again + 1), `${long} ms`);
  });
});
