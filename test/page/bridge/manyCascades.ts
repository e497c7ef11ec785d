import type { Tree } from '../../server/support/serve';
import type { Asked, Cascade } from './deciding';
import { PROPERTIES } from './declarations';

/** Further properties that are asked for, each with a value that no row gives it. */
export const ASKED: Asked = {
  ...PROPERTIES,
  left: '777px',
  right: '777px',
  'border-top-left-radius': '77px',
  'text-transform': 'capitalize',
  'row-gap': '777px',
  'column-gap': '777px',
  'flex-direction': 'row-reverse',
  'flex-wrap': 'wrap-reverse',
  'outline-offset': '777px',
  'text-align': 'justify',
  'border-collapse': 'collapse',
  'white-space-collapse': 'preserve',
  visibility: 'collapse',
  cursor: 'progress',
  'font-weight': '777',
  'font-style': 'oblique',
  'text-decoration-line': 'overline',
  'tab-size': '77',
  orphans: '77',
  'overflow-wrap': 'anywhere',
  'stroke-width': '777px',
  fill: 'rgb(7, 77, 177)',
  'grid-row-start': '77',
  'word-spacing': '777px',
  'caption-side': 'bottom',
};

export interface Row {
  /** Of the linked sheet. */
  readonly css?: string;
  readonly body?: string;
  readonly head?: string;
  readonly files?: Tree;
  /** The start of the document. */
  readonly start?: string;
}

const BODY =
  '<main id="m" class="a" data-t="0"><section id="s" class="b c" data-t="1"><p id="p" class="a c d" data-t="2">one <em id="e" class="b" data-t="3">two</em></p></section></main>';

const LINK = '<link rel="stylesheet" href="a.css">';

/**
 * Pages with other features than the generator's. Each declaration that is named in them is changed, and the
 * value must change, too.
 */
export const ROWS: Readonly<Record<string, Row>> = {
  'imports with a layer, a condition and a medium': {
    css: '@import "b.css" layer(x.y) supports(display: grid) screen and (min-width: 1px);\n@import url(c.css) layer(x) print;\n@import url("d.css") supports(not (display: grid));\n@layer x { .a { order: 1; z-index: 2 !important } }\n@layer y, x.y;\n.b { order: 3 }',
    files: {
      'b.css': '#p { order: 4; z-index: 5 !important }\n.b { z-index: 6; left: 1px }',
      'c.css': '#p { order: 7; left: 2px }',
      'd.css': '#p { order: 8 !important }',
    },
  },
  'one sheet imported twice, in two layers': {
    css: '@import "b.css" layer(x);\n@import "b.css" layer(y);\n@layer x { #p { order: 1; left: 3px } }',
    files: { 'b.css': 'p { order: 2 }\n@layer z { #p { z-index: 3 } }' },
  },
  'sheets that import each other': {
    css: '@import "b.css";\n.a { order: 1 }',
    files: { 'b.css': '@import "a.css";\n.a { order: 2; z-index: 3 }\n.c { left: 4px }' },
  },
  'imports behind other rules, which count for nothing': {
    css: '@charset "utf-8";\n@layer x;\n@import "b.css" layer(y);\n@namespace "http://www.w3.org/1999/xhtml";\n@import "c.css";\np { left: 1px }\n@import "c.css";\n.c { order: 1 }',
    files: { 'b.css': '#p { order: 2; z-index: 3 }', 'c.css': '#p { left: 9px }' },
  },
  'nesting with “&” in the middle, at the end and twice': {
    css: '.c { main & .b { order: 1 } section&, .x & { order: 2 } & & { order: 3 } .b > &.d { order: 4; & em { z-index: 5 } } :is(& .b) { left: 1px } }\n.d { .a & { order: 5 } + & { order: 6 } }',
  },
  'nesting in groups, with declarations before and behind': {
    css: '.a { order: 1; @media all { order: 2; & .c { z-index: 3 } z-index: 4 } order: 5; @supports (color: red) { @layer x { z-index: 6; left: 1px } } > section { left: 2px } left: 3px }',
  },
  'specificity of “:is”, “:where”, “:has” and “:not”': {
    css: ':is(#none, p).c { order: 1 }\n.a.c.d { order: 2 }\n:where(#p) { z-index: 1 }\np { z-index: 2 }\n:has(> #e) { left: 1px }\n.a.c.d { left: 2px }\n:not(#none) em { right: 1px }\n.b.b.b { right: 2px }\nem:nth-child(1 of :is(#e, i)) { cursor: help }\n.b.b { cursor: wait }\n:is(:nonsense, .d) { opacity: 0.5 }\n.c { opacity: 0.6 }',
  },
  'lists of selectors that forgive': {
    css: ':is(:nonsense, .d) { order: 1 }\n:where(.c, ::nonsense) { order: 2 }\n:is(.c, ) { z-index: 1 }\np:not(:nonsense) { order: 3 }\n.a:has(:nonsense) { order: 4 }\n:is() { order: 5 }\n:is(:nonsense) { order: 6 }\n:is(:nonsense-too, .b) { z-index: 2 }',
  },
  'a scope with limits, and themes in each other': {
    css: '@scope (.a) to (.b) { :scope { order: 1 } section { order: 2 } p { z-index: 9 } }\n@scope (.b, .d) { em { order: 3; color: #f00 } & { z-index: 3 } }\n@scope (.a) { em { order: 4; color: #0f0 } :scope > em { left: 1px } }\n@scope (#s) to (:scope > p > em) { p { left: 2px } em { left: 3px } }\n@scope (p) to (:scope) { p, em { right: 4px } }',
  },
  'scopes and layers, where nearness comes last': {
    css: '@layer x { @scope (p) { em { order: 1 } } }\n@scope (main) { em { order: 2 } }\n@scope (section) { em.b { z-index: 1 } }\n@scope (p) { em { z-index: 2 } }\n@scope (section) { @scope (p) { .b { left: 1px } } }\n@scope (p) { @scope (em) { :scope { left: 2px } & { right: 2px } } }\n.b { left: 3px; right: 3px }',
  },
  'containers with names and styles': {
    css: '#m { container: outer / inline-size; --on: yes; --n: 3 }\n#s { container: inner other / inline-size; --on: no }\n@container outer (width > 1px) { p { order: 1 } }\n@container inner (inline-size > 99999px) { p { order: 2 } }\n@container other style(--on: no) { p { z-index: 1 } }\n@container outer style(--on: yes) and (width > 1px) { em { z-index: 2 } }\n@container not style(--on: yes) { p { left: 1px } }\n@container none (width > 1px) { p { left: 2px } }\n@container style(--n) { em { right: 1px } }\n@container outer { em { order: 4 } }\n@container (width > 1px) or style(--x: 1) { section { order: 3 } }',
  },
  'containers in containers, and in nested rules': {
    css: 'main { container-type: inline-size; section { @container (width > 1px) { order: 1; p { z-index: 1 } & > p { left: 1px } } order: 2 } }\n@container (width > 1px) { @container (width < 1px) { p { order: 3 } } @media all { p { order: 4 } } }',
  },
  'layers named again, in each other, and by dots': {
    css: '@layer a, b.c, b;\n@layer b, a;\n@layer b { .c { order: 1 } @layer c { #p { order: 2; z-index: 1 } } @layer d { p { z-index: 2; left: 1px } } }\n@layer b.c { .d { z-index: 3; left: 2px } }\n@layer a { #p { order: 3; left: 3px } }\n@layer b.d.e { #p { left: 4px } }',
  },
  'layers in groups, of which some do not apply': {
    css: '@media print { @layer one; }\n@supports (nonsense: 1) { @layer two { p { order: 0 } } }\n@container (width > 9e9px) { @layer three { #p { order: 1 } } }\n@layer two { #p { order: 2; z-index: 1 } }\n@layer one { .c { order: 3; z-index: 2 } }\n@layer three { p { z-index: 3 } }\n@scope (.b) { @layer four { p { left: 1px } } }\n@layer five { p { left: 2px } }\n@layer four { p { left: 3px } }',
  },
  'importance in layers, in attributes and in shorthands': {
    css: '@layer x, y;\n@layer x { p { order: 1 !important; margin-top: 1px !important } }\n@layer y { #p { order: 2 !important; z-index: 3 !important } }\n#p { order: 3 !important; z-index: 4 !important; margin: 5px !important; left: 6px !important }\n@layer y { p { left: 7px !important } }',
    body: BODY.replace(
      'data-t="2"',
      'data-t="2" style="order: 8!important; z-index: 9; margin-top: 10px! important; left: 11px !IMPORTANT"',
    ),
  },
  'registered properties': {
    css: '@property --a { syntax: "*"; inherits: false }\n@property --b { syntax: "<integer>"; inherits: true; initial-value: 6 }\nmain { --a: 1; --b: 2; --c: 3 }\n.c { --a: wrong; --b: calc(3 + 1) }\n.d { --b: wrong; order: var(--a); z-index: var(--b); --a: 1 }\nem { order: var(--b, 3) }',
  },
  'styles that start': {
    css: 'p { opacity: 0.5; order: 1 }\n@starting-style { #p { opacity: 0.1; order: 9 } }\nem { @starting-style { z-index: 9 } z-index: 1 }',
  },
  'conditions of all kinds': {
    css: '@supports selector(:has(a)) { p { order: 1 } }\n@supports not selector(:nonsense(a)) { .c { z-index: 1 } }\n@supports font-tech(color-COLRv1) and font-format(woff2) { p { left: 1px } }\n@supports (--x: 1) or (nonsense: 1) { .d { right: 1px } }\n@supports nonsense(1) { p { order: 2 } }\n@supports (display: grid) and (not (display: nonsense)) { em { order: 3 } }\n@supports ((selector(a > b))) { em { z-index: 3 } }',
  },
  'media with ranges, lists and odd words': {
    css: '@media (400px <= width <= 9000px) { p { order: 1 } }\n@media not all and (monochrome) { p { z-index: 1 } }\n@media only screen and (min-width:1.50px) , print { p { left: 1px } }\n@media (min-resolution: .1dppx) and (max-aspect-ratio: 99 / 1) { p { right: 1px } }\n@media { em { order: 2 } }\n@media not (width < 0) { em { z-index: 2 } }\n@media (width > calc(1px + 1em)) { em { left: 2px } }\n@media nonsense, all { em { right: 2px } }\n@media (nonsense) { em { right: 3px } }\n@media screen and (prefers-color-scheme: light), (hover) { section { order: 5 } }\n@media (min-width:0) { section { left: 5px } }\n@media ALL AND (WIDTH>1PX) { section { right: 6px } }',
  },
  'hosts, slots and parts, with importance': {
    body: '<x-one id="p" class="a" data-t="0"><template shadowrootmode="open"><style>:host { order: 1; z-index: 2 !important; color: #010203 }\n:host(.a) { order: 2; left: 1px }\n:host(:not(.b)) { right: 2px }\n::slotted(*) { order: 3; z-index: 4 !important; letter-spacing: 1px }\n::slotted(.c:first-child) { left: 3px }\nb { order: 5; z-index: 6 !important }</style><b part="one two" data-t="1">x</b><slot></slot></template><i class="c" data-t="2">y</i></x-one>',
    css: 'x-one { order: 11; z-index: 12; left: 13px !important }\ni { z-index: 14 !important; order: 15 }\n::part(one) { order: 16; z-index: 17 !important }\n.a::part(two one) { left: 18px }\nx-one::part(two):hover { left: 19px }\n.b::part(one) { order: 20 }',
  },
  'a host of a host, with parts that go out': {
    css: '::part(far) { order: 1 !important }\nx-a::part(deep) { z-index: 2 }\n::part(near) { left: 3px }',
    body: '<x-a data-t="0"><template shadowrootmode="open"><style>x-b::part(deep) { order: 4; z-index: 5; left: 6px }\n:host { right: 1px }\n:host x-b { order: 2 }</style><x-b exportparts="deep: far, deep" data-t="1"><template shadowrootmode="open"><style>u { order: 7 !important; z-index: 8 !important; left: 9px }\n:host { order: 10; z-index: 3 }</style><u part="deep" data-t="2">x</u></template></x-b></template></x-a>',
  },
  '“all” beside shorthands and longhands': {
    css: 'main { letter-spacing: 1px; cursor: help }\n.c { order: 1; z-index: 2; all: unset; z-index: 3 }\n.d { all: revert; order: 4 }\n#e { cursor: wait; all: inherit }\n@layer x { em { left: 1px; all: initial !important } }\n#e { left: 2px !important }',
  },
  'shorthands of all kinds over longhands': {
    css: 'p { column-gap: 9px; gap: 1px 2px; left: 1px; inset: 2px auto auto 3px; flex-direction: column; flex-flow: wrap; grid-area: 3 / 4; border-radius: 1px / 2px; text-decoration: underline 2px; outline-offset: 1px; outline: 1px solid; font-weight: 300; font: 12px/1 serif; font-style: italic }\n.c { row-gap: 4px; margin: 1px; margin-top: 2px; margin: 3px }\n.d { place-items: center; columns: 2; overflow: hidden; white-space: pre; list-style: none }',
  },
  'logical and physical sides in other writing modes': {
    css: 'main { writing-mode: vertical-rl }\nsection { direction: rtl; margin-block-start: 1px; margin-top: 2px }\np { writing-mode: horizontal-tb; margin-inline: 3px; padding-inline-end: 4px; padding-left: 5px; inset-inline-start: 6px; right: 7px; border-start-end-radius: 8px; border-top-left-radius: 9px }\nem { writing-mode: sideways-lr; padding-block-start: 1px; padding-left: 2px; left: 1px; inset-block-start: 3px }',
  },
  'custom properties that are empty, circular, or fall back': {
    css: 'main { --a:; --b: var(--c); --c: var(--b); --d: 3 }\np { order: var(--d); z-index: var(--a, 4); left: var(--none, var(--x, 5px)); --a: initial; --b: var(--none); right: var(--b, 6px) }\n.c { z-index: 7; --d: 8 }\nem { order: calc(var(--d) * 2); color: var(--d); left: max(1px, var(--none, 2px)) }',
  },
  'keywords for all properties': {
    css: 'main { color: #010203; left: 1px; order: 2; font-weight: 700; list-style-type: square }\nsection { left: inherit; order: unset; color: initial; font-weight: revert }\np { left: revert-layer; order: inherit; color: revert; font-weight: unset; margin: revert }\n@layer x { p { left: 4px; margin-top: 5px } }\nem { color: inherit; font-style: revert; list-style-type: initial; font-weight: inherit }',
  },
  'attributes that are style': {
    css: '@layer x { table { border-collapse: separate; text-align: left } td { background-color: #010203 } font { color: #040506 } }\nimg { margin: revert-layer }',
    body: '<table border="3" align="center" bgcolor="lime" cellspacing="4" data-t="0"><tr bgcolor="red" data-t="1"><td align="right" nowrap bgcolor="blue" data-t="2"><font color="#112233" size="7" data-t="3">x</font><td><img hspace="9" border="2" alt="" data-t="4"><ol type="a" start="3" data-t="5"><li type="I" data-t="6">x</ol><hr size="3" color="red" noshade data-t="7"></table><center data-t="8">x</center><p dir="rtl" data-t="9">y</p>',
  },
  'what attributes set beside an ancestor with the same value': {
    css: 'main { color: #112233; text-align: center; white-space: nowrap; list-style-type: lower-alpha; cursor: pointer; text-transform: uppercase }',
    body: '<main data-t="0"><font color="#112233" data-t="1">x</font><center data-t="2">y</center><p align="center" dir="rtl" data-t="3">z</p><ol type="a" data-t="4"><li type="a" data-t="5">x</ol><nobr data-t="6">y</nobr><b data-t="7">z</b><table><tr><td align="center" nowrap data-t="8">x</table><a href="#" data-t="9">y</a><bdo dir="rtl" data-t="10">z</bdo></main>',
  },
  'what the browser sets on elements beside an ancestor with the same value': {
    css: 'main { color: #000; font-style: italic; list-style-type: circle; text-decoration: underline; text-align: center; white-space: pre }',
    body: '<main data-t="0"><mark data-t="1">x</mark><dialog open data-t="2">y</dialog><div popover data-t="3">z</div><i data-t="4">a</i><dfn data-t="5">b</dfn><ul data-t="6"><li data-t="7"><ul data-t="8"><li>c</ul></ul><table><caption data-t="9">d</caption><tr><th data-t="10">e</table><button data-t="11">f</button><select data-t="12"><option data-t="13">g</select><xmp data-t="14">h</xmp><summary data-t="15">i</summary><textarea data-t="16"></textarea></main>',
  },
  'style attributes as people and tools write them': {
    css: 'p { order: 1 !important; left: 9px }\n.b { z-index: 4 }',
    body: `<main data-t="0" style='order:5;;left : 1px;z-index:3;'><section class=b data-t="1" STYLE='order:6;left:2px'><p data-t="2" style="\n  order: 7 !IMPORTANT ;\n\n  /* ; left: 9px */ left\n:\n3px;" style="left: 8px">x<em data-t="3" style="font-family: &quot;a;b&quot;; order: &#56;; background: url(&quot;data:x;y&quot;); left: 4px">y</em><i data-t="4" style="{ order: 9 } left: 5px; right: 6px">z</i><b data-t="5" style="--a: { x; y }; order: 9;;}left:1px">a</b><u data-t="6" style="color:&#114;ed;left:&#x31;px">b</u></p></section></main>`,
  },
  'identifiers with escapes': {
    css: '.\\61  { order: 1 }\n#\\70 { z-index: 1 }\n.\\000063.d { left: 1px }\n@layer \\78 { p { right: 1px } }\n@layer x { .c { right: 2px } }\nmain { container: b\\6f x / inline-size }\n@container box (width > 1px) { p { cursor: help } }\n.one\\:two { order: 2 }\n.\\31 st { z-index: 2 }\n[class~="\\62"] { left: 3px }',
    body: '<main class="a" id="p" data-t="0"><p class="c d one:two 1st" data-t="1">x<em class="b" data-t="2">y</em></p></main>',
  },
  'names of properties with escapes, in any case and with comments': {
    css: 'p { \\6frder: 1; z-\\69 ndex: 2; LEFT: 3px; r\\ight: 4px; /**/cursor/**/:/**/help/**/; --\\61: 5 }\n.c { order/* : 9; */: 6; c\\6f lor: #010203 !\\69mportant }',
  },
  'prefixes of vendors, and names of old': {
    css: 'p { -webkit-order: 1; -webkit-flex-direction: column; grid-column-gap: 2px; word-wrap: break-word; -webkit-opacity: 0.5; -webkit-margin-start: 3px; -webkit-padding-start: 4px; -webkit-border-top-left-radius: 5px; -moz-tab-size: 6; -ms-order: 9; -o-tab-size: 9 }\n.c { padding-left: 5px; -epub-text-transform: uppercase; -webkit-tab-size: 7 }\n:-webkit-any(em, i) { order: 8 }\nem:-moz-any(.b) { order: 9 }',
  },
  'links and styles in the body, in the order of the source': {
    css: 'p { order: 1; z-index: 1; left: 1px; right: 1px }',
    body: `<style>p { order: 2; z-index: 2 }</style>${BODY}<link rel="stylesheet" href="b.css"><style>p { order: 3 }</style><div><style>p { right: 3px }</style></div>`,
    files: { 'b.css': 'p { order: 4; left: 4px; z-index: 5 }' },
  },
  'sheets that do not apply, and one that does': {
    head: `<link rel="stylesheet" disabled href="b.css"><link rel="alternate stylesheet" title="x" href="b.css"><link rel="stylesheet" media="print" href="b.css"><link rel="stylesheet" type="text/plain" href="b.css"><link rel="preload" as="style" href="b.css"><style type="text/less">p { order: 9 }</style><style media="print">p { order: 9 }</style><link rel="stylesheet" title="y" href="c.css"><style title="z">p { order: 9 }</style><style title="y">.c { z-index: 5 }</style><template><style>p { order: 9 }</style></template><noscript><style>p { order: 9 }</style></noscript>${LINK}<style media="screen, nonsense">p { right: 5px }</style><link rel="STYLESHEET nofollow" href="d.css">`,
    css: 'p { left: 1px }',
    files: { 'b.css': 'p { order: 9 }', 'c.css': 'p { order: 3 }', 'd.css': '.d { cursor: help }' },
  },
  'addresses of sheets in all spellings': {
    head: '<base href="sub/"><link rel="stylesheet" href="b.css?v=1&amp;x#y"><link rel="stylesheet" href="../sub/%63.css"><link rel="stylesheet" href=" d%20e.css\n"><style>@import "f.css?2";\n.c { cursor: wait }</style>',
    files: {
      'sub/b.css': 'p { order: 1 }',
      'sub/c.css': 'p { left: 2px }',
      'sub/d e.css': 'p { right: 3px }',
      'sub/f.css': '@import url(g/g.css);\n.c { z-index: 4 }',
      'sub/g/g.css': '.d { opacity: 0.5 }',
    },
  },
  'sheets with a byte order mark, and with ends of lines of all kinds': {
    head: `${LINK}<link rel="stylesheet" href="b.css"><link rel="stylesheet" href="c.css">`,
    css: '\uFEFF/* x */\np { order: 1 }\n.c { left: 1px }',
    files: {
      'b.css': '/* a */\r\np { z-index: 1;\r\n  right: 2px }\r\n',
      'c.css': 'p {\r cursor: help;\r}\f.d { opacity: 0.5 }\r',
    },
  },
  'mistakes that browsers mend': {
    css: 'p { order: 1 left: 2px; z-index: 3 }\n.c { order: 4;; ; left: 5px; *right: 6px; _right: 7px; right: 8px\\9; right: 9px !ie }\n} .d { order: 6 }\n.d { cursor: help }\n.d { z-index: 7; ] opacity: 0.5; ) opacity: 0.6 }\np { opacity: 0.7; color: "bad\n; color: #010203; }\n.c { letter-spacing: 1px }\n<!-- .c { order: 9 } -->\n@nonsense x { p { order: 9 } }\n@nonsense y;\n.c { filter: progid:X(a=";}", b=1); word-spacing: 2px }\np { list-style-type: { x: 1 } ; outline-offset: 3px }\n.c { orphans: url( a"b ); tab-size: 5 }\nem { order: 7',
  },
  'blocks that the end of the sheet closes': {
    css: '@media all { @layer x { p { order: 1; & em { left: 2px; z-index: calc(3 + (4',
  },
  'a string, a comment and an address that never end': {
    head: '<style>p { order: 1; content: "x</style><style>p { z-index: 2 } /* .c { z-index: 3 }</style><style>p { left: 3px; background: url(x</style><link rel="stylesheet" href="a.css">',
    css: 'p { right: 4px; cursor: help /* x',
  },
  'nested rules that look like declarations': {
    css: 'main { section:first-child { order: 1 } p:is(.c) { left: 2px } --a:hover { x } ; --b: 3; em:not(.x), i:hover { z-index: 4 } color:hover { order: 9 } a:b { order: 9 } section:nth-child(1){ right: 5px } &:hover, & { cursor: help } }',
  },
  'comments where nobody expects them': {
    css: '/**/p/**/./**/c,p/* , */.c/* { */{/* } */order/**/:/* ; */1/**/}\n@media/**/all/**/{/**/p{left:1px}}\n@layer/**/x/**/{p/**/{z-index:2}}\n@scope/**/(.b)/**/to/**/(.x){p{right:3px}}\n@container/**/(width/**/>/**/0px){em{order:4}}\nmain{container-type:inline-size}\n@supports/**/(order/**/:/**/1){em{left:5px}}\n/* p { order: 9 } */ /*/ p { order: 9 } /**/ em{z-index:6}',
  },
  'at-rules that apply to no element': {
    css: '@font-face { font-family: x; src: url(x) }\n@counter-style y { system: cyclic; symbols: "*" }\n@page :first { margin: 1px; @top-left { content: "x" } }\n@keyframes p { from { order: 1 } to { order: 2 } }\n@font-feature-values f { @styleset { a: 1 } }\n@font-palette-values --f { font-family: x }\n@view-transition { navigation: auto }\n@position-try --t { left: 1px }\n@property --a { syntax: "*"; inherits: true }\n@function --f(--x) { result: var(--x) }\n@color-profile --c { src: url(x) }\n@-moz-document url-prefix() { p { order: 9 } }\n@-webkit-keyframes q { to { order: 3 } }\n@viewport { width: 1px }\np { order: 1; --a: 2 }\n.c { left: 3px }',
  },
  'functions of values': {
    css: 'p { order: calc(1 + 2); left: min(1px, 2px); right: clamp(1px, 2px, 3px); z-index: round(2.5, 1); cursor: url("data:,x;y}z"), help; color: color-mix(in srgb, red, blue); opacity: calc(50%); margin-top: env(none, 5px) }\n.c { text-indent: attr(data-n type(<length>), 3px); word-spacing: if(style(--a: 1): 4px; else: 5px); letter-spacing: calc(sibling-index() * 1px) }',
  },
  'functions of the author': {
    css: '@function --twice(--x <number>: 2) returns <number> { result: calc(var(--x) * 2); @media (width > 1px) { result: calc(var(--x) * 3) } }\np { order: --twice(4); z-index: --twice() }\n.c { left: 1px }',
  },
  'animations that never run, and a transition': {
    css: '@keyframes none { to { order: 9 } }\np { animation: missing 1s; order: 1; z-index: 2; transition: left 900s; left: 1px }\n.c { animation-name: none; animation-duration: 0s; animation-delay: 900s }',
  },
  'a document in quirks mode': {
    start: '<!-- quirks -->\n<html>',
    css: 'P { ORDER: 1; margin-top: 5; color: 010203; letter-spacing: 2 }\n.C { left: 7; }\n#P { z-index: 1 }\ntable { font-size: 20px }',
  },
  'pseudo-elements, which give the element nothing': {
    css: 'p::before, p:after, p::first-line, p::selection, p::marker { order: 9; color: #f00 }\np::before { order: 8 }\np { &::before { left: 1px } :before { left: 2px } }\n.c, .c::backdrop { z-index: 1 }\n.d:is(p, ::before) { right: 1px }\np::placeholder, p { cursor: help }\np::nonsense, p { cursor: wait }\np::-webkit-nonsense, p { opacity: 0.5 }',
  },
  'attribute selectors in all spellings': {
    css: '[ID=p] { order: 1 }\n[id="P" i] { left: 1px }\n[ class ^= a ][class$="d"] { z-index: 1 }\n[data-t="2" s] { right: 1px }\n[class*=\' c \'] { opacity: 0.5 }\n[*|id=e] { order: 2 }\n[|id="e"] { z-index: 3 }\n[id|=e], [lang] { left: 4px }\n[class="\\62 "] { right: 5px }\n[data-t]:not([data-t=""]) em { cursor: help }',
  },
  'formulas of “:nth-child()”': {
    css: 'p:nth-child(1) { order: 1 }\np:nth-child( +1n + 01 ) { left: 1px }\np:nth-child(-n+ 3) { z-index: 1 }\np:NTH-LAST-CHILD(ODD) { right: 1px }\np:nth-child(even) { order: 2 }\np:nth-of-type(0n+1) { opacity: 0.5 }\n:nth-child(1 of p.c, #none) { cursor: help }\nem:nth-child(n) { order: 3 }\nem:nth-last-of-type(-2n + 1) { left: 3px }',
  },
  'namespaces and SVG': {
    css: '@namespace svg url(http://www.w3.org/2000/svg);\nsvg|rect { fill: red; stroke-width: 1px }\n*|rect { fill: blue; order: 1 }\n|rect { fill: lime }\nrect { stroke-width: 2px }\nsvg|a, a { order: 2 }\nlinearGradient, lineargradient { order: 3 }\nforeignObject > p { order: 4 }',
    body: '<svg data-t="0"><rect fill="#010203" stroke-width="5" data-t="1"/><a data-t="2"/><linearGradient data-t="3"/><foreignObject data-t="4"><p data-t="5">x</p></foreignObject></svg><a data-t="6">y</a>',
  },
  'styles in SVG, in templates and in shadow roots': {
    body: '<svg data-t="0"><style>rect { fill: red }\nsvg > rect { order: 1 }</style><style><![CDATA[ svg > g { order: 2 } ]]></style><style>g &gt; a { order: 3 } a { left: 4px }</style><rect data-t="1"/><g data-t="2"><a data-t="3"/></g></svg><div data-t="4"><template shadowrootmode="open"><link rel="stylesheet" href="b.css"><style>@import "c.css";\np { left: 1px }</style><p data-t="5">x</p></template></div>',
    files: { 'b.css': 'p { order: 5 }\n:host { z-index: 1 }', 'c.css': 'p { z-index: 6 }' },
  },
  'many shadow roots with the same style': {
    body: '<x-a data-t="0"><template shadowrootmode="open"><style>p { order: 1 }</style><p data-t="1">x</p></template></x-a><x-a data-t="2"><template shadowrootmode="open"><style>p { order: 1 }</style><p data-t="3">y</p></template></x-a><style>x-a { order: 1 }</style><style>x-a { order: 1 }</style>',
  },
  'scopes in shadow roots': {
    body: '<x-a class="a" data-t="0"><template shadowrootmode="open"><style>@scope (:host) { p { order: 1 } :scope { z-index: 1 } }\n@scope { p { left: 2px } :scope { right: 3px } }\n@scope (:host(.a)) to (.b) { em { order: 3 } }\n@scope (:host) { @scope { p { right: 4px } em { left: 5px !important; left: revert-layer !important } } }\n@layer x { em { left: 6px } }</style><p class="b" data-t="1">x<em data-t="2">y</em></p></template></x-a>',
  },
  'an ancestor far away': {
    css: 'body { letter-spacing: 1px; color: #010203; --a: 4 }\n.a { word-spacing: 2px }',
    body: `<main class="a">${'<div>'.repeat(120)}<p data-t="0">x</p>${'</div>'.repeat(120)}</main>`,
  },
  'a root, a body, and attributes of them': {
    start: '<!doctype html>\n<html lang="en" class="x" style="--a: 1; letter-spacing: 1px" data-t="0">',
    css: ':root { --b: 2; --c: 3; color: #010203 }\nhtml { --b: 4; word-spacing: 3px }\nhtml.x body { order: 5 }\nbody { z-index: 1; margin: 0 }',
    body: '<p data-t="1">x</p>',
  },
  'values in zoomed, hidden and detached elements': {
    css: 'main { zoom: 2; letter-spacing: 3px; text-indent: 4px }\nsection { display: none; word-spacing: 1px }\np { display: contents; order: 1 }\nem { content-visibility: hidden; left: 2px }',
  },
  'one rule in many spellings': {
    css: 'P.c{order:1}p.c{left:1px}p.c {z-index:2}\n p.c\t{ right : 3px }\np.c\n{\ncursor\n:\nhelp\n}\n.c.d,p.c{opacity:.5}P.c , .c.d{ letter-spacing:1px }',
  },
  'sheets between which a rule is written the same': {
    head: '<style>p { order: 1 }\np { order: 2 }\n@media all { p { order: 3 } }\n@media all { p { order: 4 } p { order: 4 } }</style><style>p { left: 1px }\np { left: 1px }</style>',
  },
};

/** The row as a page, and the page without styles. */
export function cascadeOf({ css = '', body = BODY, head = LINK, files = {}, start }: Row): Cascade {
  const html = `${start ?? '<!doctype html>\n<html lang="en">'}\n<head><meta charset="utf-8"><title>Cascade</title>${head}</head>\n<body>\n${body}\n</body>\n</html>\n`;
  const bare = html
    .replaceAll(/(<style\b[^>]*>)[^]*?(<\/style>)/gi, '$1$2')
    .replaceAll(/ style=(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, '');
  const empty = Object.fromEntries(Object.keys(files).map(name => [name, '']));
  return {
    files: { 'index.html': html, 'a.css': css, ...files },
    bare: { 'index.html': bare, 'a.css': '', ...empty },
  };
}
