import assert from 'node:assert/strict';
import { GONE, judge, type Seen, seenOf } from '../../../src/server/live/watch/settle';

const seen = (text: string, file = 'a.css'): Seen => seenOf(Buffer.from(text), text, file);
const long = 'a { color: red } b { color: blue }';

/** What was announced last, what is seen now, what was seen at the last look, and the verdict. */
const cases: readonly (readonly [
  name: string,
  known: string | undefined,
  now: string,
  before: string | undefined,
  verdict: 'believe' | number,
])[] = [
  ['unchanged content is believed', long, long, undefined, 'believe'],
  ['an empty file is waited for, longer than a cut one', long, '', undefined, 250],
  ['a file that is still empty is believed', long, '', '', 'believe'],
  ['a file that is not empty any more is judged anew', long, 'a { col', '', 25],
  ['an edit that leaves the end is believed', long, long.replace('red', 'tan'), undefined, 'believe'],
  ['a cut file is waited for', long, 'a { color: red', undefined, 25],
  ['a cut file that rests is believed', long, 'a { color: red', 'a { color: red', 'believe'],
  ['a shrunk file with a proper, but other end is waited for', long, 'c { order: 1 }', undefined, 25],
  ['a grown file with a proper end is believed', 'a {}', 'c { order: 1; color: red }', undefined, 'believe'],
  ['a new file with a proper end is believed', undefined, 'a {}', undefined, 'believe'],
  ['a new file without one is waited for', undefined, 'a {', undefined, 25],
];

const ends = (name: string, text: string): boolean => seen(text, name).finished;

describe('whether a writer has finished', () => {
  for (const [name, known, now, before, verdict] of cases)
    it(name, () => {
      const seenOrNot = (text: string | undefined): Seen | undefined =>
        text === undefined ? undefined : seen(text);
      assert.equal(judge(seenOrNot(known), seen(now), seenOrNot(before)), verdict);
    });

  it('a missing file is waited for like an empty one', () => {
    assert.equal(judge(seen(long), GONE, undefined), 250);
    assert.equal(judge(seen(long), GONE, GONE), 'believe');
  });

  it('the end of a file is one of its type', () => {
    assert.deepEqual(
      ['a{}\n', '@import "a";', '/* a */', 'a{', 'a'].map(text => ends('A.CSS', text)),
      [true, true, true, false, false],
    );
    assert.deepEqual(
      ['</html>\n', '</HTML>', '<!-- a -->', '</body>', '<p'].map(text => ends('a.xhtml', text)),
      [true, true, true, false, false],
    );
    assert.equal(ends('a.js', 'a();'), false, 'a script has no end of its own');
  });
});
