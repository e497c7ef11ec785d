import type { Row } from './manyCascades';
import { ASKED } from './manyCascades';
import type { Asked } from './deciding';

/** Properties that are asked for in these rows, each with a value that no row gives it. */
export const RARELY_ASKED: Asked = {
  ...ASKED,
  'line-height': '777px',
  'text-shadow': 'rgb(7, 77, 177) 7px 7px 7px',
  'font-family': 'fantasy',
  'user-select': 'all',
  'pointer-events': 'none',
  'max-width': '777px',
  'overflow-x': 'clip',
  translate: '777px',
  'column-count': '77',
  'box-shadow': 'rgb(7, 77, 177) 7px 7px 7px 7px',
};

const LINK = '<link rel="stylesheet" href="a.css">';

/** As `ROWS`: cascades that few pages have. */
export const RARE_CASCADES: Readonly<Record<string, Row>> = {
  'animations of ancestors, which are inherited': {
    css: '@keyframes a { from, to { letter-spacing: 5px; order: 5; color: #010203 } }\nmain { letter-spacing: 1px; animation: a 900s paused }\nsection { color: #040506 }\np { order: 1 }\nem { letter-spacing: inherit }',
  },
  'animations of ancestors beside important declarations, and nearer ones': {
    css: '@keyframes a { from, to { letter-spacing: 5px; word-spacing: 6px; text-indent: 7px } }\nmain { letter-spacing: 1px !important; word-spacing: 2px; animation: a 900s paused }\nsection { word-spacing: 3px }\np { text-indent: 1px; animation: a 900s paused }\nem { word-spacing: 4px }',
  },
  'a table in a document without a doctype': {
    start: '<!-- quirks -->\n<html>',
    css: 'body { line-height: 1.5; font-size: 20px; font-weight: 700; font-style: italic; white-space: pre; color: #010203; text-align: right; letter-spacing: 1px }\ntable { word-spacing: 2px }',
    body: '<table data-t="0"><caption data-t="1">a</caption><tr><td data-t="2">b<p data-t="3">c</table><p data-t="4">d</p>',
  },
  'a ruby, whose text the browser sets': {
    css: 'main { line-height: 1.5; text-indent: 0px; text-align: center }',
    body: '<main data-t="0"><ruby data-t="1">a<rp data-t="2">(</rp><rt data-t="3">b</rt></ruby></main>',
  },
  'shadows and colours that follow the colour of the text': {
    css: 'main { color: #010203; text-shadow: 1px 1px; caret-color: currentcolor; text-decoration: underline; border-left: 1px solid; box-shadow: 1px 1px }\nsection { color: #040506 }\np { color: #070809; border-left: inherit }\nem { text-shadow: inherit; box-shadow: inherit; caret-color: inherit }',
  },
  'registered properties with mistakes': {
    css: '@property --a { inherits: false }\n@property --b { syntax: "<integer>"; inherits: false }\n@property --c { syntax: "<integer>"; inherits: false; initial-value: red }\n@property --d { syntax: "*" }\n@property --e { syntax: "nonsense"; inherits: false; initial-value: 1 }\n@property --f { syntax: "<length>"; inherits: false; initial-value: 1em }\nmain { --a: 1; --b: 2; --c: 3; --d: 4; --e: 5; --f: 6px }\np { order: var(--c, 7) }',
  },
  'what the browser’s sheet has as important': {
    css: 'noscript, input, audio, p { display: block; order: 1 }\np { display: flex }',
    body: '<p data-t="0">x<input type="hidden" data-t="1"><audio data-t="2"></audio><noscript data-t="3"></noscript></p>',
  },
  'conditions of media in odd spellings, beside rules that are dropped': {
    css: [
      'a:nonsense { order: 9 }',
      '@media (MIN-WIDTH: calc(1px * 1)) { p { order: 1 } }',
      '@media screen and (-webkit-min-device-pixel-ratio: 0) { p { z-index: 1 } }',
      '@media (min-width: 1E0px) { p { left: 1px } }',
      '@media (width >= +1px) { p { right: 2px } }',
      '@media (min-aspect-ratio: 1/100) { p { cursor: help } }',
      '@media not screen and (monochrome) { p { letter-spacing: 3px } }',
      '@media (orientation:landscape),(orientation:portrait) { p { word-spacing: 4px } }',
      '@media (min-width:0.50in) { p { text-indent: 5px } }',
      '@media/**/screen/**/and/**/(color) { p { margin-top: 6px } }',
      '@media (1px<width) { p { padding-left: 7px } }',
      '@media ((color) and (width > 1px)) or (hover) { p { row-gap: 8px } }',
      '@media (min-resolution: 0.01dpcm) { p { column-gap: 9px } }',
      '@media (min-width: 1px) and (max-width: 9999.90px) { p { tab-size: 3 } }',
      '@media ( min-width : 1px ) { p { orphans: 4 } }',
      '@media Screen And (Min-Width:1px) , PRINT { p { opacity: 0.5 } }',
      '@media (width > calc(1px + 1px)) { p { outline-offset: 3px } }',
      '@media only all { p { font-style: italic } }',
      'b:nonsense { order: 9 }',
    ].join('\n'),
  },
  'conditions of support in odd spellings, beside rules that are dropped': {
    css: [
      'a:nonsense { order: 9 }',
      '@supports (--css: variables) { p { order: 1 } }',
      '@supports not ((display:grid) and (nope:1)) { p { z-index: 1 } }',
      '@supports (width: calc(1px + 1%)) { p { left: 1px } }',
      '@supports (background: url("x)y")) { p { right: 2px } }',
      '@supports (-webkit-appearance:none) Or (-moz-appearance:none) { p { cursor: help } }',
      '@supports ((position:sticky)or(position:-webkit-sticky)) { p { letter-spacing: 3px } }',
      '@supports SELECTOR(a:has(> B)) { p { word-spacing: 4px } }',
      '@supports (color:RED)and (not (color:nonsense)) { p { text-indent: 5px } }',
      '@supports/**/(display/**/:/**/flex) { p { margin-top: 6px } }',
      '@supports (font-family: "a  b") { p { padding-left: 7px } }',
      '@supports (margin: .5em 0.50em) { p { row-gap: 8px } }',
      '@supports (content: "\\201C") { p { column-gap: 9px } }',
      '@supports (color: #FFF) { p { tab-size: 3 } }',
      'b:nonsense { order: 9 }',
    ].join('\n'),
  },
  'containers, layers and scopes in odd spellings, beside rules that are dropped': {
    css: [
      'main { container: BOX / inline-size; --on: 1 }',
      'a:nonsense { order: 9 }',
      '@container BOX (MIN-WIDTH:1E0px) { p { order: 1 } }',
      '@container not (min-width:99999px) { p { z-index: 1 } }',
      '@container STYLE(--on:1) { p { left: 1px } }',
      '@container BOX (width>+1px)and (width<99999.0px) { p { right: 2px } }',
      '@container/**/BOX/**/(inline-size > .5em) { p { cursor: help } }',
      '@container (width > calc(1px * 2)) { p { letter-spacing: 3px } }',
      '@container style( --on : 1 ) { p { word-spacing: 4px } }',
      '@LAYER Sub.One { p { text-indent: 5px } }',
      '@layer/**/Sub/**/{ p { margin-top: 6px } }',
      '@scope (.B)to(.x) { p { padding-left: 7px } }',
      '@scope (.A , main)  TO  ( .x,.y ) { p { row-gap: 8px } }',
      '@SCOPE ( section > p ) { :scope { column-gap: 9px } }',
      '@Media all { @Supports (order:1) { p { tab-size: 3 } } }',
      'b:nonsense { order: 9 }',
    ].join('\n'),
  },
  'class names of tools': {
    head: `<link rel="stylesheet" href="a.css">`,
    body: '<main class="md:w-1/2 [&>p]:mt-2 w-[calc(100%-1rem)]" data-t="0"><p class="hover:bg-x !p-4 -m-2 2xl:grid before:content-[\'x\'] group-[.is-on]:x" data-t="1">a<b class="css-1x2y3z a__b--c @c a.b é 😀 _-" data-t="2">b</b></p></main>',
    css: [
      'a:nonsense { order: 9 }',
      '.md\\:w-1\\/2{order:1}',
      '.\\[\\&\\>p\\]\\:mt-2>p{order:2}',
      '.w-\\[calc\\(100\\%-1rem\\)\\]{left:1px}',
      '.hover\\:bg-x:hover,.hover\\:bg-x{z-index:1}',
      '.\\!p-4{padding:4px!important}',
      '.-m-2{margin:-2px}',
      '.\\32xl\\:grid{right:3px}',
      ".before\\:content-\\[\\'x\\'\\]{cursor:help}",
      '.group-\\[\\.is-on\\]\\:x:is(:where(main) *){letter-spacing:1px}',
      '.css-1x2y3z{order:3}.a__b--c{z-index:2}.\\@c{left:2px}.a\\.b{right:4px}.é{word-spacing:1px}.😀{text-indent:2px}._-{tab-size:3}',
      '[class*="w-[calc"]{row-gap:1px}',
      '[class^="hover:"]{column-gap:2px}',
      'b.css-1x2y3z:not(.x,#y):not([data-z="a b" i])::before,b.css-1x2y3z:not(.x , #y):not([data-z="a b"i]){opacity:.5}',
      'b:nonsense { order: 9 }',
    ].join('\n'),
  },
  'a namespace that is the default': {
    css: '@namespace url(http://www.w3.org/2000/svg);\n@namespace h url("http://www.w3.org/1999/xhtml");\np { order: 1 }\n*|p { z-index: 2 }\nh|p { left: 3px }\n.c { right: 4px }\n*|*.c { cursor: help }\n:is(p, h|em) { opacity: 0.5 }\nh|section { & h|p { letter-spacing: 1px } > p { word-spacing: 2px } }\n:not(p) { text-indent: 3px }\nh|*:not(p) { margin-top: 4px }\ng { order: 5 }',
    body: '<section data-t="0"><p class="c" data-t="1">x<em data-t="2">y</em></p></section><svg><g class="c" data-t="3"><text data-t="4">z</text></g></svg>',
  },
  'layers of several sheets, in the order of the first name': {
    head: `<style>@layer base, theme;\n@import "b.css" layer(never);</style>${LINK}<style>@layer theme, base, late;\n@layer base { #p { order: 1; z-index: 1 } }\n@layer late { p { left: 1px } }</style>`,
    css: '@import "b.css" layer(theme.deep);\n@layer late { #p { left: 2px } }\n@layer theme { p { order: 3; z-index: 4 !important } @layer late { p { right: 5px } } }\n@layer theme.late { p { right: 6px } }',
    files: { 'b.css': '@layer base { #p { order: 4; right: 7px } }\np { z-index: 5; cursor: help }' },
  },
  'importance through layers, scopes, containers and nesting': {
    css: 'main { container-type: inline-size }\n@layer a, b;\n@layer b { @container (width > 1px) { p { order: 1 !important } } @scope (main) { p { z-index: 1 !important } } }\n@layer a { section { & p { order: 2 !important; z-index: 2 !important } } }\n@scope (section) { p { order: 3 !important; left: 4px !important } }\n@scope (main) { #p { left: 5px } p { left: 6px !important } }\n#p { z-index: 7 !important; left: 8px }',
  },
  'keywords in animations, transitions and styles that start': {
    css: '@keyframes a { from, to { order: revert; left: revert-layer; z-index: unset; letter-spacing: inherit; cursor: initial } }\n@layer x { p { left: 1px; order: 2 } }\np { left: 3px; z-index: 4; letter-spacing: 5px; animation: a 900s paused }\nmain { letter-spacing: 6px }\n@starting-style { p { right: 7px !important } }\np { right: 8px }',
  },
  'animations with delays, ends, compositions and variables': {
    css: '@keyframes a { from { order: 5 } to { order: 6 } }\n@keyframes b { to { left: var(--l); margin: 1px } }\n@keyframes c { from, to { margin-inline-start: 9px; letter-spacing: 2px } }\n@layer x { @keyframes d { from, to { z-index: 8 } } }\nmain { --l: 4px; animation: a 1s -2s forwards }\nsection { left: 1px; margin: 2px; animation: b 1s paused both 9s, a 9s 900s }\np { margin-left: 1px; direction: rtl; animation: c 9s paused; animation-composition: add }\nem { z-index: 1; animation: d 9s paused }',
  },
  'scopes by nearness against specificity, order and layers': {
    css: '@scope (.a) { em { order: 1 } :scope em { z-index: 1 } & em { left: 1px } em.b { right: 1px } }\n@scope (.c) { em { order: 2 } em { z-index: 2 } em { left: 2px } em { right: 2px } }\n@scope (.d) { em { order: 3 } }\n@scope (section) { em { order: 4 } }\n@layer x { @scope (.d) { em#e { order: 5; cursor: help } } }\nem { order: 6; letter-spacing: 1px }\n@scope (.d) { :where(em) { letter-spacing: 2px } }\n@scope (p) to (em) { em { word-spacing: 9px } }\n@scope (p) to (:scope > em > *) { em { word-spacing: 3px } }',
  },
  'specificity of functions of all kinds': {
    css: ':is(#none, em):nth-child(1 of .b, #none) { order: 1 }\n#p .b.b.b.b.b { order: 2 }\n:where(#m #s #p #e) { z-index: 1 }\nem { z-index: 2 }\np:has(#e, .none) { left: 1px }\n#s p.a.c.d { left: 2px }\n:not(:is(#none, .x .y), :where(#q)) { right: 1px }\n#e.b { right: 2px }\np:has(:is(em, #none)) { opacity: 0.5 }\np.a.c.d:not(.x):not(.y) { opacity: 0.6 }\n:lang(en):dir(ltr):root *:nth-last-of-type(1) { cursor: help }\nhtml main section p em.b { cursor: wait }\nem:not(#none#none) { letter-spacing: 1px }\n#e:where(#e#e) { letter-spacing: 2px }',
  },
  'shorthands with variables, and parts of them elsewhere': {
    css: 'main { --m: 1px 2px; --f: italic 12px/1 serif; --b: #010203; --none: initial }\np { margin: var(--m); font: var(--f); background: var(--b); border: var(--w, 3px) solid var(--b); inset: var(--m); flex-flow: var(--x, column wrap); gap: var(--m); columns: var(--y, 2); list-style: var(--z, square); outline: var(--none); overflow: var(--o, hidden); border-radius: var(--m) }\np { margin-left: 5px; font-style: var(--none); border-left-color: var(--none); column-gap: var(--none, 4px) }\n.c { text-decoration: var(--t, underline #010203); padding: var(--none) }\n.d { padding-left: 7px; margin-block: var(--m); margin-top: 9px }',
  },
  'attributes of elements as styles': {
    css: '[style*="order"] { z-index: 1 }\np[style] { order: 9; left: 1px }\n@layer x { p { right: 1px !important } }',
    body: '<main data-t="0" style="order:1;order:2;ORDER:3 !important;order:4"><p data-t="1" style="left:2px;;left:bad;/*;*/right:3px!important;--a:{;};--b:  x  ;margin:1px 2px;margin-left:3px">x<b data-t="2" style="all:unset;order:5;color:re\\64;background:url(data:a;b) red;text-indent:calc(1px + (2px));cursor:url(\'data:a;b\'),help">y</b><i data-t="3" style="order:6;left:7px">z</i><u data-t="4" style="&#111;rder:8;left&colon;9px;right:&#x31;0px">w</u></p></main>',
  },
};
