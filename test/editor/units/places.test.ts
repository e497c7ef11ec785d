import assert from 'node:assert/strict';
import { find } from '../../../src/editor/bridge/find';
import type { Place } from '../../../src/protocol/place';
import { placeOf as placeIn } from '../../../src/server/live/bridge/placing';
import { decoded } from '../../../src/server/types/charset';
import { bytesIn } from '../../server/support/legacyBytes';

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

/** Each part that a `|` begins is looked for, in its line. */
const MARKED = [
  '<p>|日本語</p>',
  '<p>|日本語<b>|漢字</b>|文字</p><i>|a</i><u>|ミa</u>',
  '日本語 |<p title="|能ソ">|日本</p> |語 <b>|b</b><b>|b</b>',
  '|日本語 <!--|能--> |<br>日本|<br>',
  '<p 日本="|語" |本=x |class=日本>|、a</p><p 日=1>|1日</p>',
];
const LEGACY = ['shift_jis', 'euc-jp', 'gbk', 'big5', 'gb18030'];

describe('a place in a file of an old encoding', () => {
  for (const written of LEGACY)
    for (const read of [...LEGACY, 'utf-8', 'windows-1252'])
      it(`is where its part begins: written in ${written}, read as ${read}`, () => {
        for (const letters of MARKED) {
          // Not every Node knows kana in Big5; their second bytes are ASCII, too.
          const marked = written === 'big5' ? letters.replaceAll('ソ', '功').replaceAll('ミ', '許') : letters;
          const parts = marked.split('|');
          const line = parts.join('');
          const bytes = bytesIn(written, line);
          const lines = ['', decoded(bytes, read), ''];
          let before = '';
          for (const [at, part] of parts.entries()) {
            const start = before.length + 1;
            const place = placeIn('/a.html', `\n${line}\n`, { start, end: start + part.length });
            const column = decoded(bytesIn(written, before), read).length;
            if (at > 0) assert.deepEqual(find(lines, place).start, { line: 1, column }, `${marked}: ${part}`);
            before += part;
          }
        }
      });
});
