import assert from 'node:assert/strict';
import { find } from '../../../src/editor/bridge/find';
import type { Place } from '../../../src/protocol/place';

/** The place of a tag in a line of a file, as the server has it. */
function placeOf(line: string, tag: string): Place {
  const column = line.indexOf(tag);
  const nth = line.slice(0, column).split(tag).length - 1;
  const [start, end] = [column, column + tag.length].map(each => ({ line: 0, column: each }));
  return { path: '/a.html', start: start!, end: end!, text: tag, nth };
}

const LINE = '<p>日本</p><p title="語">漢<b>字</b></p><p title="文">x</p>';
const ENCODINGS = ['utf-8', 'windows-1252', 'shift_jis', 'gb18030', 'euc-jp', 'windows-1251'];
/** Shift_JIS has no bytes for these in Node: the bytes of UTF-8 stand for any that an editor reads in another way. */
const readAs = (encoding: string): string => new TextDecoder(encoding).decode(Buffer.from(LINE));

describe('a place in an editor that reads the file in another encoding', () => {
  for (const encoding of ENCODINGS)
    for (const tag of ['<b>', '<p title="語">', '<p title="文">'])
      it(`is the tag: ${encoding}, ${tag}`, () => {
        const line = readAs(encoding);
        const { start } = find([line], placeOf(LINE, tag));
        const plain = tag.replace(/[^\x20-\x7e].*/, '');
        assert.ok(line.startsWith(plain, start.column), line.slice(start.column));
        const all = [...line.matchAll(new RegExp(plain, 'g'))].map(({ index }) => index);
        assert.equal(all.indexOf(start.column), tag.includes('文') ? 1 : 0);
      });
});
