// Documents of all shapes for which a careless reader takes minutes or blocks everything else.

/** Just below the largest document that is checked. */
const MOST = 1024 * 1024 - 1000;

const many = (piece: string, most = MOST): string => piece.repeat(Math.floor(most / piece.length));
const numbered = (piece: (at: number) => string, most = MOST): string => {
  let text = '';
  for (let at = 0; text.length < most; at += 1) text += piece(at);
  return text.slice(0, most);
};
const half = MOST / 2;

export const HTML: Readonly<Record<string, () => string>> = {
  '60,000 attributes of one tag': () => `<p ${numbered(at => `a${at}=1 `)}>`,
  'one attribute 200,000 times': () => `<p ${many('a=1 ')}>`,
  'a tag without an end': () => `<p ${numbered(at => `a${at} `)}`,
  '100,000 unclosed elements': () => many('<main>'),
  'unclosed paragraphs': () => many('<p>'),
  '50,000 levels': () => many('<div>', half) + many('</div>', half),
  'levels of many names': () => numbered(at => `<x${at}>`),
  'stray end tags': () => many('</i>'),
  'stray end tags in deep levels': () => many('<div>', half) + many('</i>', half),
  'formatting that each paragraph opens anew': () =>
    numbered(at => `<b id=${at}>`, half) + many('<p>x</p>', half),
  'formatting that is closed in another order': () => many('<b><p>', half) + many('</b>', half),
  links: () => many('<a>'),
  'text beside a table': () => `<table>${many('x<b></b>')}`,
  'tables in tables': () => many('<table><tr><td>'),
  'bodies with attributes': () => `<body>${numbered(at => `<body a${at}>`)}`,
  'one comment': () => `<!--${many('x')}-->`,
  'a comment without an end': () => `<!--${many('-')}`,
  'bogus comments': () => many('<?'),
  'duplicate ids': () => many('<p id=a>'),
  'ids without end': () => numbered(at => `<p id=a${at}>`),
  'links that lead nowhere': () => numbered(at => `<a href=${at}>`),
  'links into itself': () => many('<a href=#x>'),
  'links to the same': () => many('<img src=a.png>'),
  'null characters': () => many('\0'),
  'character references': () => many('&amp;'),
  'broken character references': () => many('&#x110000;'),
  'line breaks': () => many('\n'),
  'style attributes': () => many('<p style="color:url(a)">'),
  'one style of declarations': () => `<style>a{${many('color:red;')}}</style>`,
  'one style of rules': () => `<style>${many('a{b:c}')}</style>`,
  'one style of brackets': () => `<style>a{b:${many('()')}}</style>`,
  'one style of opening brackets': () => `<style>a{b:${many('(')}}</style>`,
  'one style of blocks': () => `<style>${many('a{')}</style>`,
  'one style of addresses without an end': () => `<style>${many('url(')}</style>`,
  'one style of addresses': () => `<style>${many('url(a)')}</style>`,
  'one address of spaces': () => `<style>url(${many(' ')}</style>`,
  'one style of escaped quotes': () => `<style>"${many('\\"')}</style>`,
  'one style of quotes': () => `<style>${many('"')}</style>`,
  'one style of backslashes': () => `<style>${many('url(\\')}\\</style>`,
  'one style of comments': () => `<style>${many('/*')}</style>`,
  'many styles': () => many('<style>a{b:url(c)}</style>'),
  'JSON in a script': () => `<script type="application/json">[${many('{"a":"</b>"},')}1]</script>`,
  'scripts without an end': () => many('<script>'),
  'escaped scripts': () => many('<script><!--<script>'),
  'a srcset of spaces': () => `<img srcset="${many(' ')},">`,
  'a srcset of commas': () => `<img srcset="a${many(',')}b">`,
  'a srcset of candidates': () => `<img srcset="${many('a b,')}">`,
  'selects in selects': () => many('<select><option>'),
  'templates in templates': () => many('<template>'),
  'drawings in drawings': () => many('<svg><foreignObject>'),
  'forms of forms': () => many('<form action=a formaction=b>'),
};

export const XHTML: Readonly<Record<string, () => string>> = {
  'comments without an end': () => many('<!--'),
  'instructions without an end': () => many('<?'),
  'CDATA without an end': () => many('<![CDATA['),
  'declarations without an end': () => many('<!'),
  'declarations with brackets': () => many('<!['),
  'tags without an end': () => many('<a '),
  'attributes without an end': () => many('<a b="'),
  'quotes of both kinds': () => many(`<a b='"`),
  'attributes of one tag': () => `<a ${numbered(at => `b${at}='1' `)}>`,
  'attributes of one tag, cut': () => `<a ${numbered(at => `b${at}='1' `)}`,
  'actions of one tag': () => `<a ${many("action='1' ")}>`,
  'spaces in a tag': () => many('<a          '),
  'one long name': () => `<${many('a')}`,
  'stray end tags in deep levels': () => many('<a>', half) + many('</b>', half),
  'elements that are closed at once': () => `<b>${many('<a>', half)}</b>${many('<a>', half)}`,
  entities: () => `<a href="${many('&amp;')}">`,
};

export const CSS: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(
    Object.entries(HTML)
      .filter(([name]) => name.startsWith('one style of'))
      .map(([name, text]) => [name, () => text().replace(/^<style>|<\/style>$/g, '')]),
  ),
  'imports of spaces': () => many('@import      '),
  'imports without an end': () => many('@import "'),
  namespaces: () => many('@namespace '),
};
