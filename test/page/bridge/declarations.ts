import * as fc from 'fast-check';

/** Properties that are asked for, each with a value that no cascade gives it. */
export const PROPERTIES: Readonly<Record<string, string>> = {
  'z-index': '7777',
  order: '7777',
  'margin-top': '777px',
  color: 'rgb(7, 77, 177)',
  'margin-block-start': '777px',
  'padding-left': '777px',
  'padding-inline-start': '777px',
  'padding-inline-end': '777px',
  'scroll-margin-top': '777px',
  'scroll-margin-block-end': '777px',
  'letter-spacing': '777px',
  'text-indent': '777px',
  'font-size': '777px',
  'list-style-type': 'square',
  'background-color': 'rgb(7, 77, 177)',
  opacity: '0.77',
  '--a': '7777',
  '--b': '7777',
};

const WIDE = ['initial', 'inherit', 'unset', 'revert', 'revert-layer', 'revert-rule'] as const;

/** Declarations with `N` for a unique number. */
const declaration = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'z-index: N',
          'ORDER:N',
          'order: N',
          'margin-top: Npx',
          'margin: Npx 3px',
          'margin-block-start: Npx',
          'margin-block: Npx 3px',
          'padding-left: Npx',
          'padding-inline-start: Npx',
          'padding-inline: Npx',
          'padding-INLINE-end: Npx; padding-right: Npx',
          'scroll-margin-top: Npx',
          'scroll-margin-block-end: Npx',
          'color: rgb(0 0 N)',
          'color: #f00; color: nonsense(N)',
          'z-index : N',
          '/* ; } */ z-index: N /* { */',
          '--a: N',
          '--b: N',
          'padding: 3px Npx',
          'padding: 3px 3px 3px Npx',
          'scroll-margin: Npx',
          'margin-top: calc(Npx)',
          'letter-spacing: Npx',
          'text-indent: Npx',
          'font-size: Npx',
          'font: Npx monospace',
          'list-style-type: circle',
          'list-style: decimal inside',
          'background-color: rgb(0 N 0)',
          'background: rgb(N 0 0)',
          'opacity: 0.N',
          'font: inherit',
          'background: none',
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'z-index: var(--a, N)',
          'order: var( --b , var(--a, N))',
          'margin: var(--none, Npx)',
          'margin-block: var(--none) Npx',
          'padding: var(--c, 3px) Npx',
          'color: rgb(0 0 var(--a, N))',
          'color: var(--none)',
          'text-indent: var(--b)',
          '--a: var(--b, N)',
          '--b: initial',
          '--a: {N}',
          '--a: var(--a)',
          'background: var(--none, rgb(N 0 0))',
        ),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(
            fc.constantFrom(
              ...Object.keys(PROPERTIES),
              'margin',
              'padding',
              'scroll-margin',
              'font',
              'background',
              'margin-block',
            ),
            fc.constantFrom(...WIDE),
          )
          .map(([property, value]) => `${property}: ${value}`),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(
            fc.constantFrom('z-index', 'color', 'margin', 'text-indent', '--a'),
            fc.constantFrom(...WIDE),
          )
          .map(([property, value]) => `${property}: var(--none, ${value})`),
      },
      { weight: 1, arbitrary: fc.constantFrom(...WIDE).map(value => `all: ${value}`) },
    ),
    fc.constantFrom('', '', '', ' !important', '! IMPORTANT'),
  )
  .map(([text, importance]) => `${text}${importance};`);

export const declarations = fc.array(declaration, { minLength: 1, maxLength: 3 }).map(all => all.join(' '));
