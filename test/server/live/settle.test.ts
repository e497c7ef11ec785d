import assert from 'node:assert/strict';
import { GONE, isSame, judge, type Seen, seenOf, seenUnread } from '../../../src/server/live/watch/settle';

const seen = (text: string, file = 'a.css'): Seen =>
  seenOf(Buffer.from(text), text, file, `stamp of ${text}`);
const long = 'a { color: red } b { color: blue }';

/** The content announced last, the current one, the one at the last look, and the verdict. */
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
  ['a file that is not empty any more is judged anew', long, 'a { col', '', 250],
  ['an edit that leaves the end is believed', long, long.replace('red', 'tan'), undefined, 'believe'],
  ['a half written file is waited for', long, 'a { color: red', undefined, 250],
  [
    'a block that is open before a proper end is half written',
    undefined,
    '@media print { a {}',
    undefined,
    250,
  ],
  ['a half written file that rests is believed', long, 'a { color: red', 'a { color: red', 'believe'],
  [
    'a file that lost a little of its end is waited for',
    long,
    long.replace(' b', '').slice(0, -1) + '\n}',
    undefined,
    25,
  ],
  ['one that lost much may be a first piece', long, 'c { order: 1 }', undefined, 100],
  ['a grown file with a proper end is believed', 'a {}', 'c { order: 1; color: red }', undefined, 'believe'],
  ['a new file may be a first piece', undefined, 'a {}', undefined, 100],
  ['so may one that was empty', '', 'a {}', undefined, 100],
  ['an author’s own open block is not waited for again', 'a { b', 'a { c d', undefined, 25],
];

const html = (text: string): Seen => seen(text, 'a.html');
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

  it('a file that was not read is known by its stamp, and so is its content later', () => {
    const unread = seenUnread('stamp of a {}', 4);
    assert.equal(judge(unread, seen('a {}'), undefined), 'believe');
    assert.equal(isSame(unread, seen('a { b }')), false);
    assert.equal(judge(seen('a {}'), unread, undefined), 'believe');
    assert.equal(judge(seen('a { b }'), unread, undefined), 100);
  });

  it('a style sheet is cut in a block, a string, a comment or a url(), and nowhere else', () => {
    const cut = ['a{', 'a{b:"}', "a{b:'}", 'a{} /* }', 'a{b:url(}', '@media x { a{}', 'a{\\}', '/*/'];
    const whole = [
      '',
      'a{}',
      'a{}}',
      'a{b:"{"}',
      "a::after{content:'\\'{'}",
      '/* { " */',
      'a{b:url(x/*.png)} c{d:url( "{" )}',
      "a{b:url(data:x,')}",
      'a{b:"\n}',
    ];
    assert.deepEqual(
      cut.filter(text => !seen(text).cut),
      [],
    );
    assert.deepEqual(
      whole.filter(text => seen(text).cut),
      [],
    );
  });

  it('a document is cut in a tag, and where it lost its end tag', () => {
    assert.deepEqual(
      ['<p', '<a href="x', '<!-- a', '<p>a < b', '<p>', ''].map(text => html(text).cut),
      [true, true, true, false, false, false],
    );
    assert.equal(judge(html('<p>one</p></html>'), html('<p>one</p><p>two three</p>'), undefined), 250);
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
