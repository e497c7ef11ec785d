import assert from 'node:assert/strict';
import { unseenInSelects } from '../../../src/server/diff/selects';

const select = (inside: string): string => `<select id="s">${inside}</select>`;

/** Microseconds of the processor. */
function took(tags: number): number {
  const since = process.cpuUsage();
  unseenInSelects('<select><i>'.repeat(tags));
  return process.cpuUsage(since).user;
}

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
    const [long, short] = [took(100_000), took(10_000)];
    assert.ok(long < 100 * (short + 1_000), `${long} and ${short} µs`);
  });
});
