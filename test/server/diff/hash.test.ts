import assert from 'node:assert/strict';
import { Hash } from '../../../src/server/diff/hash';
import { treeOf } from './sources';

function hashOf(...texts: readonly string[]): number {
  const hash = new Hash();
  for (const text of texts) hash.addText(text);
  return hash.value;
}

describe('the hash of a subtree', () => {
  it('differs for 300,000 short texts, and fits a safe integer', () => {
    const letters = Array.from({ length: 67 }, (_, index) => String.fromCharCode(48 + index));
    const seen = new Set<number>();
    for (const a of letters) for (const b of letters) for (const c of letters) seen.add(hashOf(a + b + c));
    assert.equal(seen.size, letters.length ** 3);
    assert.ok([...seen].every(Number.isSafeInteger));
  });

  it('spreads over all of its 53 bits', () => {
    const ones = Array.from({ length: 53 }, () => 0);
    for (let each = 0; each < 4096; each++) {
      const bits = hashOf(`p${each}`).toString(2).padStart(53, '0');
      for (let at = 0; at < 53; at++) ones[at] = (ones[at] ?? 0) + Number(bits[at]);
    }
    assert.ok(
      ones.every(count => count > 1700 && count < 2400),
      ones.join(' '),
    );
  });

  it('tells apart where one text ends and the next begins, and their order', () => {
    const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], ['c', 'ab'], ['bc', 'a']];
    assert.equal(new Set(lists.map(list => hashOf(...list))).size, lists.length);
  });

  it('is equal for equal subtrees alone, wherever they stand', () => {
    const [, one, two, three, four, five] = treeOf(
      '<body><b><i>x</i>y</b><b><i>x</i>y</b><b><i>xy</i></b><b>x<i>y</i></b><b title=x></b>',
    ).nodes.filter(({ name }) => name === 'body' || name === 'b');
    assert.equal(one?.hash, two?.hash);
    assert.equal(new Set([one, three, four, five].map(node => node?.hash)).size, 4);
  });
});
