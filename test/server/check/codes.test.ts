import assert from 'node:assert/strict';
import { ErrorCodes } from 'parse5';
import { readMarkup } from '../../../src/server/check/html';
import { Slices } from '../../../src/server/routes/slices';

const D = '<!doctype html>';
/** The shortest markup with each parse error of the parser, and the text that is marked. */
const CODES: Readonly<Record<string, readonly [markup: string, marked: string]>> = {
  'control-character-in-input-stream': [`${D}<p>\u0001</p>`, '\u0001'],
  'noncharacter-in-input-stream': [`${D}<p>\ufdd0</p>`, '\ufdd0'],
  'surrogate-in-input-stream': [`${D}<p>\ud800</p>`, '\ud800'],
  'non-void-html-element-start-tag-with-trailing-solidus': [`${D}<p/>a`, '<p/>'],
  'end-tag-with-attributes': [`${D}<p></p a=b>`, '</p a=b>'],
  'end-tag-with-trailing-solidus': [`${D}<p></p/>`, '</p/>'],
  'unexpected-solidus-in-tag': [`${D}<p / class="a">`, '<p / class="a">'],
  'unexpected-null-character': [`${D}<p>\0</p>`, '\0'],
  'unexpected-question-mark-instead-of-tag-name': [`${D}<?php a ?>`, '<?php a ?>'],
  'invalid-first-character-of-tag-name': [`${D}<p>1 <2</p>`, '2'],
  'unexpected-equals-sign-before-attribute-name': [`${D}<p =a>`, '<p =a>'],
  'missing-end-tag-name': [`${D}<p></></p>`, '>'],
  'unexpected-character-in-attribute-name': [`${D}<p a"b>`, '<p a"b>'],
  'unknown-named-character-reference': [`${D}<p>&zzz;</p>`, '&zzz;'],
  'missing-semicolon-after-character-reference': [`${D}<p>&copy a</p>`, '&copy'],
  'unexpected-character-after-doctype-system-identifier': [
    '<!DOCTYPE html SYSTEM "about:legacy-compat" x>',
    '<!DOCTYPE html SYSTEM "about:legacy-compat" x>',
  ],
  'unexpected-character-in-unquoted-attribute-value': [`${D}<p a=b"c>`, '<p a=b"c>'],
  'eof-before-tag-name': [`${D}<p>a</p><`, ''],
  'eof-in-tag': [`${D}<p>a</p><b a="c"`, ''],
  'missing-attribute-value': [`${D}<p a=>`, '<p a=>'],
  'missing-whitespace-between-attributes': [`${D}<p a="b"c>`, '<p a="b"c>'],
  'missing-whitespace-after-doctype-public-keyword': [
    '<!DOCTYPE html PUBLIC"a" "b">',
    '<!DOCTYPE html PUBLIC"a" "b">',
  ],
  'missing-whitespace-between-doctype-public-and-system-identifiers': [
    '<!DOCTYPE html PUBLIC "a""b">',
    '<!DOCTYPE html PUBLIC "a""b">',
  ],
  'missing-whitespace-after-doctype-system-keyword': [
    '<!DOCTYPE html SYSTEM"b">',
    '<!DOCTYPE html SYSTEM"b">',
  ],
  'missing-quote-before-doctype-public-identifier': ['<!DOCTYPE html PUBLIC a>', '<!DOCTYPE html PUBLIC a>'],
  'missing-quote-before-doctype-system-identifier': ['<!DOCTYPE html SYSTEM a>', '<!DOCTYPE html SYSTEM a>'],
  'missing-doctype-public-identifier': ['<!DOCTYPE html PUBLIC>', '<!DOCTYPE html PUBLIC>'],
  'missing-doctype-system-identifier': ['<!DOCTYPE html SYSTEM>', '<!DOCTYPE html SYSTEM>'],
  'abrupt-doctype-public-identifier': ['<!DOCTYPE html PUBLIC "a>', '<!DOCTYPE html PUBLIC "a>'],
  'abrupt-doctype-system-identifier': ['<!DOCTYPE html SYSTEM "a>', '<!DOCTYPE html SYSTEM "a>'],
  'cdata-in-html-content': [`${D}<p><![CDATA[a]]></p>`, '<![CDATA[a]]>'],
  'incorrectly-opened-comment': [`${D}<!a>`, '<!a>'],
  'eof-in-script-html-comment-like-text': [`${D}<script><!-- a`, ''],
  'eof-in-doctype': ['<!DOCTYPE html', '<!DOCTYPE html'],
  'nested-comment': [`${D}<!-- <!-- a -->`, '<!-- <!-- a -->'],
  'abrupt-closing-of-empty-comment': [`${D}<!-->`, '<!-->'],
  'eof-in-comment': [`${D}<!-- a`, '<!-- a'],
  'incorrectly-closed-comment': [`${D}<!-- a --!>`, '<!-- a --!>'],
  'eof-in-cdata': [`${D}<svg><![CDATA[a`, ''],
  'absence-of-digits-in-numeric-character-reference': [`${D}<p>&#;</p>`, '&#;'],
  'null-character-reference': [`${D}<p>&#0;</p>`, '&#0;'],
  'surrogate-character-reference': [`${D}<p>&#xd800;</p>`, '&#xd800;'],
  'character-reference-outside-unicode-range': [`${D}<p>&#x110000;</p>`, '&#x110000;'],
  'control-character-reference': [`${D}<p>&#1;</p>`, '&#1;'],
  'noncharacter-character-reference': [`${D}<p>&#xfdd0;</p>`, '&#xfdd0;'],
  'missing-whitespace-before-doctype-name': ['<!DOCTYPEhtml>', '<!DOCTYPEhtml>'],
  'missing-doctype-name': ['<!DOCTYPE>', '<!DOCTYPE>'],
  'invalid-character-sequence-after-doctype-name': ['<!DOCTYPE html a>', '<!DOCTYPE html a>'],
  'duplicate-attribute': [`${D}<p a=b a=c>`, '<p a=b a=c>'],
  'non-conforming-doctype': ['<!DOCTYPE htm>', '<!DOCTYPE htm>'],
  'missing-doctype': ['<p>a', '<p>'],
  'misplaced-doctype': [`${D}<head>${D}`, D],
  'end-tag-without-matching-open-element': [`${D}<head></b>`, '</b>'],
  'closing-of-element-with-open-child-elements': [`${D}<template><b></template>`, '</template>'],
  'abandoned-head-element-child': [`${D}<head></head><title>a</title>`, '<title>'],
  'misplaced-start-tag-for-head-element': [`${D}<head><head>`, '<head>'],
  'eof-in-element-that-can-contain-only-text': [`${D}<textarea>`, ''],
};

/** Of an end tag, one of these is enough. */
const OF_END_TAGS: ReadonlySet<string> = new Set(['stray-end-tag', 'end-tag-without-matching-open-element']);
/**
 * The parser reports these only in a `<noscript>` of a head, whose content it reads as text, since pages run
 * scripts.
 */
const WITHOUT_SCRIPTS = [
  'disallowed-content-in-noscript-in-head',
  'nested-noscript-in-head',
  'open-elements-left-after-eof',
];

describe('a parse error of a document', () => {
  it('is tried with each code that the parser has', () => {
    assert.deepEqual(
      [...Object.keys(CODES), ...WITHOUT_SCRIPTS].toSorted(),
      Object.values<string>(ErrorCodes).toSorted(),
    );
  });

  for (const [code, [markup, marked]] of Object.entries(CODES))
    it(`is told by its code, at ${marked === '' ? 'its end' : marked}: ${code}`, async () => {
      const { findings } = await readMarkup(markup, new Slices());
      const told = findings.map(({ rule, range }) => `${rule}: ${markup.slice(range.start, range.end)}`);
      assert.ok(told.includes(`${code}: ${marked}`), told.join(' | '));
      assert.ok(findings.filter(({ rule }) => OF_END_TAGS.has(rule)).length <= 1, told.join(' | '));
    });
});
