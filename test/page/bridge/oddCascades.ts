import type { Tree } from '../../server/support/serve';

const html = (body: string, head = ''): string =>
  `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Rules</title>${head}</head>\n<body>\n${body}\n</body>\n</html>\n`;

const LINK = '<link rel="stylesheet" href="a.css">';
const P = '<p id="p" class="a">text</p>';

/** A page, and properties of an element, each with the text at its declaration, or without any. */
export interface Case {
  readonly files: Tree;
  readonly tag?: string;
  readonly why: Readonly<Record<string, string>>;
}

export const NONE = 'not listed';

export const CASES: Readonly<Record<string, Case>> = {
  'a combinator before “&”': {
    files: {
      'index.html': html(`<main class="card">${P}</main>`, LINK),
      'a.css':
        '.card { > p&, > & .a { right: 9px } > p { right: 3px; left: 2px } }\n.a { .card > & { left: 1px } }',
    },
    why: { right: 'right: 3px; left: 2px } }', left: 'left: 1px } }' },
  },
  'what the browser’s own sheet sets, which no ancestor decides': {
    files: {
      'index.html': html('<a id="p" href="#">link <b>bold</b></a>', LINK),
      'a.css':
        'body { color: rgb(1 2 3); font-size: 20px; font-weight: 300; line-height: 1.5; cursor: help }',
    },
    tag: '<b>',
    why: {
      color: NONE,
      'font-weight': NONE,
      cursor: NONE,
      'font-size': 'font-size: 20px; font-weight: 300; line-height: 1.5; cursor: help }',
      'line-height': 'line-height: 1.5; cursor: help }',
    },
  },
  'what the browser’s own sheet sets, though an ancestor has the same value': {
    files: {
      'index.html': html('<main><table class="a"><tr><td id="p">cell</table></main>', LINK),
      'a.css': 'main { text-indent: 0px; border-spacing: 2px; letter-spacing: 1px }',
    },
    tag: '<td id="p"',
    why: { 'text-indent': NONE, 'border-spacing': NONE, 'letter-spacing': 'letter-spacing: 1px }' },
  },
  'comment delimiters of HTML between rules, and inside of one, where browsers drop what follows them': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '<!-- .a { left: 1px } -->\n@media all { <!-- .a { top: 1px }\n--> .a { top: 2px }\n.a, :is(p, ::before) { top: 3px } }',
    },
    why: { left: 'left: 1px } -->', top: 'top: 3px } }' },
  },
  'an attribute that sets what would be inherited, and one that is declared over': {
    files: {
      'index.html': html('<div><p id="p" dir="rtl">text</p></div>', LINK),
      'a.css': 'div { direction: ltr; letter-spacing: 2px }',
    },
    tag: '<p id="p"',
    why: { direction: NONE, 'letter-spacing': 'letter-spacing: 2px }' },
  },
  'a registered property that is not inherited': {
    files: {
      'index.html': html(`<main>${P}</main>`, LINK),
      'a.css':
        '@property --own { syntax: "*"; inherits: false }\n@property --one { syntax: "<integer>"; inherits: false; initial-value: 1 }\nmain { --own: 1; --one: 1; --all: 2 }',
    },
    why: { '--own': NONE, '--one': NONE, '--all': '--all: 2 }' },
  },
  'a layer that leaves a property to the one below': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@layer base { p { top: 1px; left: 2px } }\n@layer theme { #p { top: revert-layer } .a { all: revert-layer; right: 3px } p { left: 4px } }',
    },
    why: { top: 'top: 1px; left: 2px } }', left: 'left: 2px } }' },
  },
  'a layer whose sheet does not load, and one whose condition fails': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@import "gone.css" layer(one);\n@import "b.css" layer(three) supports(display: none-such);\n@layer two { p { top: 1px } }\n@layer one { #p { top: 2px } }\n@layer three { p { left: 1px } }\n@layer two { #p { left: 2px } }',
      'b.css': '',
    },
    why: { top: 'top: 1px } }', left: 'left: 1px } }' },
  },
  'a layer that is named before its block': {
    files: {
      'index.html': html(P, LINK),
      'a.css': '@layer base;\n@layer base { p { top: 1px } }\n@layer base { p { left: 1px } }',
    },
    why: { top: 'top: 1px } }', left: 'left: 1px } }' },
  },
  'rules that a script puts into a sheet of the source': {
    files: {
      'index.html': html(
        `${P}<script>addEventListener('load', () => { const [sheet] = document.styleSheets; sheet.insertRule('#p { top: 9px }'); sheet.insertRule('.b, p { right: 9px }'); sheet.insertRule('i { top: 0 }') })</script>`,
        LINK,
      ),
      'a.css': '#p { left: 1px }\nh1 { left: 2px }\np { right: 3px; bottom: 4px }',
    },
    why: { top: 'no place', left: 'no place', right: 'right: 3px; bottom: 4px }' },
  },
  'a sheet that a script has written anew': {
    files: {
      'index.html': html(
        `<style id="s">p { top: 1px }</style>${P}<script>s.textContent = '\\n\\np { top: 1px; left: 1px }'</script>`,
      ),
    },
    why: { top: 'no place', left: 'no place' },
  },
  'sheets of which a script has changed the text': {
    files: {
      'index.html': html(
        `<style id="a">p { top: 1px }</style><style id="b">p { left: 1px }</style><style id="c">p { right: 1px }</style><style id="d">p { bottom: 1px }\n</style>${P}<script>a.firstChild.data = 'p { top: 2px }'; b.append('p { left: 2px }'); c.replaceChildren('p { right: 2px }'); d.firstChild.data = d.firstChild.data</script>`,
      ),
    },
    why: { top: 'no place', left: 'no place', right: 'no place', bottom: 'bottom: 1px }' },
  },
  'a form with fields that are named like properties': {
    files: {
      'index.html': html(
        `<form id="p" class="a" part="x">${['assignedSlot', 'ownerDocument', 'hasAttribute', 'getAnimations', 'parentElement', 'parentNode', 'style', 'matches', 'shadowRoot', 'getRootNode', 'namespaceURI', 'localName', 'classList', 'id'].map(name => `<input name="${name}">`).join('')}</form>`,
        LINK,
      ),
      'a.css': '@scope (body) { .a { top: 1px } }\n#p { left: 2px }',
    },
    tag: '<form id="p"',
    why: { top: 'top: 1px } }', left: 'left: 2px }' },
  },
  '“all” in a rule, which engines keep as one property or as each of them': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@layer base { p { all: initial !important; --own: 1 } }\n.a { all: revert-layer; z-index: 2; direction: rtl }\n#p { width: 3px !important; --own: revert-layer; top: 4px }',
    },
    why: {
      '--own': '--own: 1 } }',
      'z-index': 'all: initial !important; --own: 1 } }',
      direction: 'direction: rtl }',
      width: 'all: initial !important; --own: 1 } }',
    },
  },
  '“all” in a rule of an ancestor': {
    files: {
      'index.html': html(`<main><section>${P}</section></main>`, LINK),
      'a.css':
        'main { letter-spacing: 1px; --own: 1 }\nsection { letter-spacing: 2px; word-spacing: 3px }\nmain section { all: initial; word-spacing: 4px }\n@layer base { p { top: 5px } p { top: revert-layer } }',
    },
    why: {
      'letter-spacing': 'all: initial; word-spacing: 4px }',
      'word-spacing': 'word-spacing: 4px }',
      '--own': '--own: 1 }',
      top: NONE,
      all: NONE,
    },
  },
  'an important property before “all” in one rule': {
    files: {
      'index.html': html(P, LINK),
      'a.css': 'p { z-index: 1; top: 2px }\n.a { z-index: 3 !important; all: revert-layer }',
    },
    why: { 'z-index': 'z-index: 3 !important; all: revert-layer }', top: NONE },
  },
  'a scope in a style rule of a scope': {
    files: {
      'index.html': html(`<main><section class="b">${P}</section></main>`, LINK),
      'a.css':
        'section { --in: 1 }\n@scope (main) { em { @scope (.b) {\n:scope { --in: 2 }\n} } }\n@scope (main) { section { @scope (.a) {\n:scope { top: 3px }\n} } }',
    },
    why: { top: 'top: 3px }' },
  },
  'many sheets, many and long custom properties, and deep nesting': {
    files: {
      'index.html': html(
        `${'<style>i { color: red }</style>'.repeat(1_100)}${P}`,
        `${LINK}<style>:root { ${Array.from({ length: 2_500 }, (_, at) => `--v${at}:1`).join(';')} }\n:root { --${'x'.repeat(600)}: 1 }\n${'@media all {'.repeat(60)} p { top: 2px\n} ${'}'.repeat(60)}</style>`,
      ),
      'a.css': 'p { top: 1px }',
    },
    why: { top: 'top: 2px' },
  },
  'an alternate sheet, one for print, and one that is disabled': {
    files: {
      'index.html': html(
        P,
        `${LINK}<link rel="alternate stylesheet" title="other" href="b.css"><link rel="stylesheet" media="print" href="c.css"><style media="(max-width: 1px)">p { top: 4px }</style><style id="off">p { top: 5px }</style><script>document.getElementById('off').sheet.disabled = true</script>`,
      ),
      'a.css': 'p { top: 1px }',
      'b.css': 'p { top: 2px }',
      'c.css': 'p { top: 3px }',
    },
    why: { top: 'top: 1px }' },
  },
  'quirks: names in any case': {
    files: {
      'index.html': html(P, LINK).replace('<!doctype html>', '<!-- none -->'),
      'a.css': 'p { top: 1px }\n.A { top: 2px }\n#P { left: 3px }',
    },
    why: { top: 'top: 2px }', left: 'left: 3px }' },
  },
  'attributes that are style, and the sheet over them': {
    files: {
      'index.html': html('<table id="p" bgcolor="red" width="50"><tr><td>1</table>', LINK),
      'a.css': '@layer x { table { width: 60px } }',
    },
    tag: '<table id="p"',
    why: { width: 'width: 60px } }', 'background-color': NONE },
  },
  'a style that starts, and a transition that runs': {
    files: {
      'index.html': html(P, LINK),
      'a.css': 'p { opacity: 0.5; transition: opacity 900s }\n@starting-style { #p { opacity: 0.1 } }',
    },
    why: { opacity: 'opacity: 0.5; transition: opacity 900s }' },
  },
  'a scope of the element that its style is in': {
    files: {
      'index.html': html(
        `<main><style>@scope { p {\ntop: 1px\n} :scope {\n--own: 2\n} > p {\nleft: 3px\n} }</style>${P}</main>`,
        '<style>@scope { p { top: 9px } }</style>',
      ),
    },
    why: { top: 'top: 1px', left: 'left: 3px', '--own': '--own: 2' },
  },
  'a scope in a style rule, of the element that its style is in': {
    files: {
      'index.html': html(`<main><style>p { @media all { @scope { & {\n--in: 4\n} } } }</style>${P}</main>`),
    },
    why: { '--in': '--in: 4' },
  },
  '“:scope” outside of scopes, which is the root': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        ':scope > body p { top: 1px }\n:is(:scope, i) .a { left: 2px }\np:not(:scope *) { right: 3px }\n:SCOPE:has(p) { --in: 4 }',
    },
    why: { top: 'top: 1px }', left: 'left: 2px }', right: NONE, '--in': '--in: 4 }' },
  },
  'a scope without a start, whose root is not in the scope around it': {
    files: {
      'index.html': html(
        `<main>${P}<style>@scope (p) { @scope { * { top: 9px } } }\n@scope (body) { @scope { * { left: 2px } } }</style></main>`,
      ),
    },
    why: { top: NONE, left: 'left: 2px } } }</style></main>' },
  },
  'a value with “var()” that leaves the property to the layer below': {
    files: {
      'index.html': html('<p id="p" class="a" style="bottom: var(--none, revert-layer)">text</p>', LINK),
      'a.css':
        '@layer base { p { top: 1px; margin: 2px; --own: 3 } }\n.a { top: var(--none, revert-layer); margin: var(--none, revert-layer); --own: var(--none, revert-layer); left: var(--own, revert-layer); bottom: 4px }',
    },
    why: {
      top: 'top: 1px; margin: 2px; --own: 3 } }',
      'margin-left': 'margin: 2px; --own: 3 } }',
      '--own': '--own: 3 } }',
      left: 'left: var(--own, revert-layer); bottom: 4px }',
      bottom: 'bottom: 4px }',
    },
  },
  'a property that the element leaves to the browser, which an ancestor sets': {
    files: {
      'index.html': html('<main><p id="p"><b>bold</b></p></main>', LINK),
      'a.css':
        'main { font-weight: 300; letter-spacing: 1px }\np { letter-spacing: revert-layer }\nb { font-weight: revert-layer; font-style: revert-layer }',
    },
    tag: '<b>',
    why: { 'font-weight': NONE, 'letter-spacing': 'letter-spacing: 1px }', 'font-style': NONE },
  },
  namespaces: {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@namespace svg "http://www.w3.org/2000/svg";\n@namespace h "http://www.w3.org/1999/xhtml";\nh|p { top: 1px; & { left: 2px } }\nsvg|p, h|body { right: 9px }\nh|body { --in: 3; @media all { h|p { bottom: 4px } } }',
    },
    why: {
      top: 'top: 1px; & { left: 2px } }',
      left: 'left: 2px } }',
      right: NONE,
      bottom: 'bottom: 4px } } }',
    },
  },
  'a style attribute without quotes': {
    files: { 'index.html': html('<p id="p" STYLE=top:1px;left:&#x32;px>text</p>') },
    why: { top: 'top:1px;left:&#x32;px>text</p>', left: 'left:&#x32;px>text</p>' },
  },
  'conditions in another spelling, twice': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@supports (display:grid) { p { top: 1px } }\n@supports (display: grid) { p { left: 2px } }\n@media (MIN-WIDTH:1px) { p { right: 3px } }\n@media (min-width: 1px){ p { bottom: 4px } }',
    },
    why: { top: 'top: 1px } }', left: 'left: 2px } }', right: 'right: 3px } }', bottom: 'bottom: 4px } }' },
  },
};
