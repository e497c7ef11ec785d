import assert from 'node:assert/strict';
import { charsetOf, decoded } from '../../../src/server/types/charset';

const bytesOf = (type: string, bytes: Buffer, isCut = false): string | undefined =>
  charsetOf(type, { bytes, isCut })?.name;
const of = (html: string): string | undefined => bytesOf('text/html', Buffer.from(html));
const META = '<meta charset="koi8-r">';

describe('the charset of a document', () => {
  const cases: readonly (readonly [what: string, html: string, expected: string])[] = [
    ['is UTF-8 where nothing is declared', '<!doctype html><title>x', 'utf-8'],
    ['is declared by <meta charset>', `<!doctype html><html><head>${META}`, 'koi8-r'],
    ['may be unquoted, in other quotes, spaced and in capitals', "<META\n/ CHARSET = 'Big5' />", 'big5'],
    ['may have no quotes', '<meta charset=koi8-r>', 'koi8-r'],
    [
      'is declared by http-equiv, in either order',
      '<meta content="text/html; charset = koi8-r" http-equiv=Content-Type>',
      'koi8-r',
    ],
    [
      'may be quoted inside content',
      `<meta http-equiv="content-type" content='text/html; charset="koi8-r"'>`,
      'koi8-r',
    ],
    ['needs the pragma beside content', '<meta name="x" content="text/html; charset=koi8-r">', 'utf-8'],
    ['is the first that names an encoding', `<meta charset="none such">${META}<meta charset=big5>`, 'koi8-r'],
    ['takes the first of two attributes', '<meta charset=koi8-r charset=big5>', 'koi8-r'],
    ['is not declared in a comment', `<!-- ${META} --><p>`, 'utf-8'],
    ['is declared after a comment that ends at once', `<!-->${META}<!-- -->`, 'koi8-r'],
    ['is declared after <!--->', `<!--->${META}<!-- -->`, 'koi8-r'],
    ['is not declared in a comment without an end', `<!-- > ${META}`, 'utf-8'],
    ['is not declared in an attribute', `<p title='${META}'>`, 'utf-8'],
    ['is not declared in an attribute without an end', `<p title='> ${META}`, 'utf-8'],
    [
      'is not declared in a declaration or an instruction',
      '<!x <meta charset=big5><?x <meta charset=big5>',
      'utf-8',
    ],
    ['is not declared by a tag that is cut off', '<meta charset="koi8-r"', 'utf-8'],
    ['is not declared by another element', '<metas charset=koi8-r><ameta charset=big5>', 'utf-8'],
    ['is declared in a script, to which the prescan is blind', `<script>"${META}"</script>`, 'koi8-r'],
    ['cannot be UTF-16 where the label reads as ASCII', '<meta charset=utf-16le>', 'utf-8'],
    ['is windows-1252 for x-user-defined', '<meta charset=x-user-defined>', 'windows-1252'],
    ['is declared within 1024 bytes', `${' '.repeat(1001)}${META}`, 'koi8-r'],
    ['is not declared after 1024 bytes', `${' '.repeat(1002)}${META}`, 'utf-8'],
  ];
  for (const [what, html, expected] of cases) it(what, () => assert.equal(of(html), expected));

  it('is that of the byte order mark, whatever is declared', () => {
    assert.equal(of(`\ufeff${META}`), 'utf-8');
  });
});

/** "Привет" in windows-1251, "日本" in ISO-2022-JP, "é" in Latin-1. */
const russian = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
const japanese = Buffer.from('\x1b$BF|K\\\x1b(B', 'latin1');
const latin = Buffer.from([0xe9]);
const utf16 = Buffer.from('text', 'utf16le');
const utf8 = Buffer.from('für 日本 😀');

describe('the charset of any text', () => {
  const types = ['text/html', 'text/css', 'text/javascript', 'text/plain', 'text/csv', 'application/json'];
  for (const type of types)
    it(`${type}: UTF-8 where the bytes are, no label where they are not`, () => {
      for (const bytes of [
        Buffer.alloc(0),
        Buffer.from('ascii'),
        utf8,
        Buffer.from('\x1b[1m'),
        Buffer.from(`${'text'.repeat(9)}\0`),
      ])
        assert.equal(bytesOf(type, bytes), 'utf-8', bytes.toString());
      for (const bytes of [
        russian,
        japanese,
        latin,
        utf16,
        Buffer.concat([utf8, latin]),
        Buffer.from([0xed, 0xa0, 0x80]),
      ])
        assert.equal(bytesOf(type, bytes), undefined, bytes.toString('latin1'));
    });

  it('is what a document or a style sheet declares, and UTF-8 only where that is true', () => {
    assert.equal(
      bytesOf('text/html', Buffer.concat([Buffer.from('<meta charset=windows-1251>'), russian])),
      'windows-1251',
    );
    assert.equal(
      bytesOf('text/html', Buffer.concat([Buffer.from('<meta charset=utf-8>'), russian])),
      undefined,
    );
    assert.equal(
      bytesOf('text/css', Buffer.concat([Buffer.from('@charset "windows-1251";'), russian])),
      'windows-1251',
    );
    assert.equal(bytesOf('text/css', Buffer.concat([Buffer.from('@charset "utf-8";'), russian])), undefined);
    assert.equal(
      bytesOf('text/css', Buffer.concat([Buffer.from(' @charset "windows-1251";'), russian])),
      undefined,
    );
    assert.equal(bytesOf('text/javascript', Buffer.from('/* <meta charset=koi8-r> */')), 'utf-8');
  });

  it('is that of the byte order mark for every type', () => {
    for (const type of types) {
      assert.equal(bytesOf(type, Buffer.from([0xef, 0xbb, 0xbf, 0xff])), 'utf-8');
      assert.equal(bytesOf(type, Buffer.from([0xfe, 0xff, 0, 0x41])), 'utf-16be');
    }
  });

  it('is not doubted for a character that is cut off, but for one that is not', () => {
    for (let length = 0; length <= utf8.length; length++)
      assert.equal(bytesOf('text/plain', utf8.subarray(0, length), true), 'utf-8', String(length));
    assert.equal(bytesOf('text/plain', utf8.subarray(0, -1)), undefined);
    assert.equal(bytesOf('text/plain', Buffer.concat([utf8, russian]), true), undefined);
  });
});

describe('a text in an old encoding', () => {
  const BYTES = Uint8Array.from([0x80, 0x85, 0x93, 0x94, 0x96, 0x97, 0x99, 0x9c, 0xe9]);
  const letters: Readonly<Record<string, string>> = {
    'windows-1252': '€…“”–—™œé',
    'iso-8859-1': '€…“”–—™œé',
    ascii: '€…“”–—™œé',
    'windows-1251': 'Ђ…“”–—™њй',
    'koi8-r': '─┘⌠■√≈≥°И',
  };
  for (const [label, expected] of Object.entries(letters))
    it(`has the letters that browsers read: ${label}`, () => assert.equal(decoded(BYTES, label), expected));

  it('ends with a replacement character where it is cut', () => {
    assert.equal(decoded(Uint8Array.from([0x61, 0xe6, 0x97])), 'a\ufffd');
    assert.equal(decoded(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61])), 'a');
  });
});
