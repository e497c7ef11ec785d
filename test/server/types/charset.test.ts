import assert from 'node:assert/strict';
import { charsetOf } from '../../../src/server/types/charset';

const of = (html: string): string | undefined => charsetOf('text/html', Buffer.from(html))?.name;
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
