import { type Class, type Member } from './site';

/** Latin and Cyrillic letters in one byte each, as Windows had them. */
const windows1251 = (text: string): Buffer =>
  Buffer.from(
    Array.from(text, letter => {
      const code = letter.codePointAt(0) ?? 0;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf16be = (text: string): Buffer => utf16(text).swap16();
const bom = (text: string): Buffer => Buffer.from(`\ufeff${text}`);
type Write = (text: string) => Buffer | string;
const utf8: Write = text => text;

const page = (head: string, body: string): string =>
  `<!doctype html><html><head>${head}<title>t</title></head><body>${body}<i id="out"></i></body></html>`;
const M1251 = '<meta charset="windows-1251">';
const M8 = '<meta charset="utf-8">';

/** A document whose Cyrillic words change. */
const written = (write: Write, head: string): Member => ({
  files: { 'index.html': write(page(head, '<p>Привет</p>')) },
  saves: [
    { 'index.html': write(page(head, '<p>Пока</p>')) },
    { 'index.html': write(page(head, '<p>Пока</p><p>и ещё</p>'.replace('ё', 'е'))) },
  ],
});

/** A file beside a document, in an encoding of its own. */
const beside = (
  name: string,
  write: Write,
  content: string,
  head: string,
  body: string,
  documents: Write = utf8,
): Member => ({
  files: { 'index.html': documents(page(head, body)), [name]: write(content) },
  saves: [{ [name]: write(content.replaceAll('Привет', 'Пока')) }],
});
const says = 'document.querySelector("#out").textContent = ';

/** Documents and files in encodings that are not UTF-8, or that do not say so. */
export const LABELLED: Class = {
  'a document in windows-1251': written(windows1251, M1251),
  'a document in windows-1251 by its old form': written(
    windows1251,
    '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
  ),
  'a document in UTF-16': written(utf16, ''),
  'a document in UTF-16, the other way': written(utf16be, ''),
  'a document with a mark': written(bom, ''),
  'a document with a mark, that says something else': written(bom, M1251),
  'a document that says nothing': written(utf8, ''),
  'a document in UTF-8 that says windows-1251': written(utf8, M1251),
  'a document in windows-1251 that says UTF-8': written(windows1251, M8),
  'a document that says UTF-16 in one byte each': written(utf8, '<meta charset="utf-16">'),
  'a document that says it too late': written(windows1251, `<!--${'x'.repeat(1100)}-->${M1251}`),
  'a script that its element labels': beside(
    'a.js',
    windows1251,
    `${says}"Привет"`,
    M8,
    '<i id="out"></i><script src="a.js" charset="windows-1251"></script>',
  ),
  'a script as its document': beside(
    'a.js',
    windows1251,
    `${says}"Привет"`,
    M1251,
    '<i id="out"></i><script src="a.js"></script>',
    windows1251,
  ),
  'a script in UTF-8 beside another document': beside(
    'a.js',
    bom,
    `${says}"Привет"`,
    M1251,
    '<i id="out"></i><script src="a.js"></script>',
    windows1251,
  ),
  'a module, which is UTF-8': beside(
    'a.js',
    utf8,
    `${says}"Привет"`,
    M1251,
    '<i id="out"></i><script type="module" src="a.js"></script>',
    windows1251,
  ),
  'a sheet that labels itself': beside(
    'a.css',
    windows1251,
    '@charset "windows-1251"; p::after { content: "Привет" }',
    `${M8}<link rel="stylesheet" href="a.css">`,
    '<p>x</p>',
  ),
  'a sheet as its document': beside(
    'a.css',
    windows1251,
    'p::after { content: "Привет" }',
    `${M1251}<link rel="stylesheet" href="a.css">`,
    '<p>x</p>',
    windows1251,
  ),
  'a sheet with a mark': beside(
    'a.css',
    bom,
    'p::after { content: "Привет" }',
    `${M1251}<link rel="stylesheet" href="a.css">`,
    '<p>x</p>',
    windows1251,
  ),
  'a sheet in UTF-16': beside(
    'a.css',
    utf16,
    'p::after { content: "Привет" }',
    `${M8}<link rel="stylesheet" href="a.css">`,
    '<p>x</p>',
  ),
  'an import of a sheet that labels itself': {
    ...beside(
      'b.css',
      windows1251,
      '@charset "windows-1251"; p::after { content: "Привет" }',
      `${M8}<style>@import "b.css";</style>`,
      '<p>x</p>',
    ),
  },
  'a text that is fetched': beside(
    'a.txt',
    windows1251,
    'Привет',
    M8,
    `<i id="out"></i><script>fetch("a.txt").then(r => r.text()).then(x => { ${says}x })</script>`,
  ),
  'a text by XMLHttpRequest': beside(
    'a.txt',
    windows1251,
    'Привет',
    M8,
    `<i id="out"></i><script>const x = new XMLHttpRequest(); x.open("GET", "a.txt"); x.overrideMimeType("text/plain; charset=windows-1251"); x.onload = () => { ${says}x.responseText }; x.send()</script>`,
  ),
  'a text in a frame': beside('a.txt', utf8, 'Привет', M8, '<iframe src="a.txt"></iframe>'),
  'a drawing that declares its encoding': beside(
    'a.svg',
    windows1251,
    '<?xml version="1.0" encoding="windows-1251"?><svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15">Привет</text></svg>',
    M8,
    '<object data="a.svg"></object>',
  ),
  'a document of XML in a frame': beside(
    'a.xml',
    windows1251,
    '<?xml version="1.0" encoding="windows-1251"?><r>Привет</r>',
    M8,
    '<iframe src="a.xml"></iframe>',
  ),
  'a page in a frame': beside(
    'b.html',
    windows1251,
    page(M1251, '<p>Привет</p>'),
    M8,
    '<iframe src="b.html"></iframe>',
  ),
  'a page without a word in a frame of another': beside(
    'b.html',
    windows1251,
    page('', '<p>Привет</p>'),
    M1251,
    '<iframe src="b.html"></iframe>',
    windows1251,
  ),
  'data in JSON': beside(
    'a.json',
    bom,
    '"Привет"',
    M1251,
    `<i id="out"></i><script>fetch("a.json").then(r => r.json()).then(x => { ${says}x })</script>`,
    windows1251,
  ),
};
