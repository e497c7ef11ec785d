import type { Row } from './manyCascades';

const SHADOW = (css: string, inside = '<p class="a" data-t="1">x</p>'): string =>
  `<div id="x" class="a" data-t="0"><template shadowrootmode="open"><style>${css}</style>${inside}</template></div>`;

/** “&” in a scope: its meaning depends on the engine and on the surroundings. */
const AND = [
  '& { order: 1 }',
  '&:is(&) { z-index: 2 }',
  ':is(&) { left: 3px }',
  '& p { right: 4px }',
  '> p { opacity: 0.5 }',
  'p { & { font-size: 6px } }',
  '& { p { color: #000007 } }',
  ':scope { & { letter-spacing: 8px } }',
  ':is(&, p) { & { text-indent: 9px } }',
].join(' ');

/** Twelve rules that set all properties, of which the last decides. */
const MANY = Array.from({ length: 12 }, (_, at) => {
  const keyword = ['unset', 'revert', 'initial', 'inherit'][at % 4] ?? '';
  return `.a:nth-child(n + ${-at}) { all: ${keyword}; order: ${at} !important; --a: ${at} }`;
}).join('\n');

/** Pages whose rules stand in scopes, and rules that set all properties. */
export const SCOPED: Readonly<Record<string, Row>> = {
  '“all” beside custom properties and importance': {
    css: 'main p { all: unset; --a: 23; all: revert-layer !important }\n.c { --b: 4 !important; all: revert-layer; order: 3 }\n#e { --a: 5; all: revert-rule !important; z-index: 2 }\n@layer x { em { all: revert-layer; --c: 3; order: 4; left: 5px !important; all: unset } }\nsection { all: var(--none, revert-layer) !important; --a: 6; right: 3px }\nmain { direction: rtl; all: revert-layer; font-size: 9px }',
  },
  'many rules that set all properties': {
    css: MANY,
    body: '<main class="a" data-t="0"><section class="a" data-t="1"><p class="a" data-t="2">one <em class="a" data-t="3">two</em></p></section></main>',
  },
  'a scope of a shadow tree without a start, with “&” in it': { body: SHADOW(`@scope { ${AND} }`) },
  'such a scope with a limit': { body: SHADOW(`@scope to (i) { ${AND} }`) },
  'such a scope in a style rule of the host': { body: SHADOW(`:host { @scope { ${AND} } }`) },
  'a scope of the host, with “&” in it': { body: SHADOW(`@scope (:host) { ${AND} }`) },
  'a scope of the host by its class': { body: SHADOW(`@scope (:host(.a)) { ${AND} }`) },
  'a scope of an element in a shadow tree': {
    body: SHADOW(
      `i { font-size: 20px }`,
      `<i class="a" data-t="1"><style>@scope { ${AND} } i { @scope { ${AND.replaceAll(/(\d)/g, '1$1')} } }</style><p data-t="2">x</p></i>`,
    ),
  },
  'a scope of an element in the document': {
    body: `<main data-t="0"><style>@scope { ${AND} }</style><p data-t="1">x</p><div data-t="2"><p data-t="3">y</p></div></main>`,
  },
  'a scope of elements in a style rule': {
    css: `main { @scope (& p) { ${AND} } }`,
    body: '<main data-t="0"><p data-t="1">x</p><div data-t="2"><p data-t="3">y <i data-t="4">z</i></p></div></main>',
  },
};
