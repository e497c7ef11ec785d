import * as fc from 'fast-check';

/** Properties whose computed value is the number that was declared, and a shorthand that sets some of them. */
export const PROPERTIES = [
  'z-index',
  'order',
  'margin-top',
  'color',
  'margin-block-start',
  'padding-left',
  'padding-inline-start',
  'padding-inline-end',
  'scroll-margin-top',
  'scroll-margin-block-end',
] as const;

const element = fc.constantFrom('p', 'section', 'main', 'em', '*', 'b');
const name = fc.constantFrom('a', 'b', 'c', 'd');
const id = fc.constantFrom('#m', '#s', '#p', '#e');

const simple: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: name.map(each => `.${each}`) },
  { weight: 1, arbitrary: id },
  fc.constantFrom(
    '[class~=a]',
    '[class ~= "b" i]',
    ':first-child',
    ':NTH-CHILD(odd)',
    ':nth-child(2n + 1 of .a, #p)',
    ':nth-last-child(even)',
    ':not(.x, #y)',
    ':not(.a)',
    ':is(.a, #m)',
    ':is(p, em.b)',
    ':where(.a, #p)',
    ':has(em)',
    ':has(> #e)',
    ':lang(en)',
  ),
);

const compound = fc
  .tuple(fc.option(element, { nil: '' }), fc.array(simple, { maxLength: 2 }))
  .map(([tag, rest]) => tag + rest.join('') || '*');

const complex = fc
  .array(fc.tuple(compound, fc.constantFrom(' ', '>', ' > ', '\n', ' + ', '~')), {
    minLength: 1,
    maxLength: 3,
  })
  .map(parts => parts.map(([each, combinator], at) => (at === 0 ? each : combinator + each)).join(''));

const selector = fc.array(complex, { minLength: 1, maxLength: 3 }).map(list => list.join(', '));

const nested = fc.oneof(
  selector,
  complex.map(each => `> ${each}`),
  complex.map(each => `& ${each}`),
  simple.map(each => `&${each}`),
  complex.map(each => `${each} &`),
  fc.constant('&'),
);

/** A declaration with `N` for a number that stands nowhere else. */
const declaration = fc
  .tuple(
    fc.constantFrom(
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
    ),
    fc.constantFrom('', '', '', ' !important', '! IMPORTANT'),
  )
  .map(([text, importance]) => `${text}${importance};`);

const declarations = fc.array(declaration, { minLength: 1, maxLength: 3 }).map(all => all.join(' '));

const GROUPS = [
  '@media all',
  '@media (min-width:1px) and (max-width : 99999px)',
  '@media print',
  '@supports (display:grid)',
  '@supports not (display: grid)',
  '@layer one',
  '@layer two',
  '@layer two.three',
  '@layer',
  '@container (min-width:1px)',
  '@container (width < 1px)',
  '@container box (min-width: 1px)',
  '@scope (.a)',
  '@scope (.b, #m) to (.d)',
  '@scope (main) to (:scope > .c)',
];

const rules = fc.letrec<{ style: string; nested: string; list: string }>(tie => ({
  nested: fc.tuple(nested, declarations).map(([head, all]) => `${head} { ${all} }`),
  style: fc
    .tuple(
      selector,
      declarations,
      fc.option(fc.tuple(fc.array(tie('nested'), { maxLength: 2 }), declarations)),
    )
    .map(([head, all, more]) => `${head} { ${all} ${more ? `${more[0].join('\n')} ${more[1]}` : ''} }`),
  list: fc
    .array(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { weight: 5, arbitrary: tie('style') },
        {
          weight: 3,
          arbitrary: fc
            .tuple(fc.constantFrom(...GROUPS), tie('list'))
            .map(([group, inside]) => `${group} {\n${inside}\n}`),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom('@layer two, one;', '.a:nonsense { order: 1 }', '@font-face { }'),
        },
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map(all => all.join('\n')),
}));

export interface Cascade {
  readonly html: string;
  readonly linked: string;
  readonly imported: string;
}

/** Tags whose elements are asked about. */
export const TARGETS = [
  '<p id="p"',
  '<em id="e"',
  '<section id="s"',
  '<p class="b c"',
  '<p part="label"',
  '<b class="c d"',
];

const parts = fc.record({
  linked: rules.list,
  imported: rules.list,
  inline: rules.list,
  shadow: rules.list,
  hosted: fc.array(
    fc
      .tuple(
        fc.constantFrom(
          ':host',
          ':host(.a)',
          ':host(#x)',
          '::slotted(*)',
          '::slotted(.c)',
          ':host(.a) ::slotted(b)',
        ),
        declarations,
      )
      .map(([head, all]) => `${head} { ${all} }`),
    { maxLength: 3 },
  ),
  importing: fc.constantFrom('', ' layer(two)', ' layer', ' supports(display: grid)', ' (min-width: 1px)'),
  attribute: fc.option(declarations, { nil: '' }),
  flow: fc.constantFrom(
    '',
    '',
    'direction: rtl',
    'writing-mode: vertical-rl',
    'writing-mode: vertical-lr; direction: rtl',
  ),
});

/** Pages with generated cascades: linked, imported and inline, in a shadow tree, and in attributes. */
export const cascades: fc.Arbitrary<Cascade> = parts.map(
  ({ linked, imported, inline, shadow, hosted, importing, attribute, flow }) => {
    let count = 10;
    // Every number stands once: it says which declaration it comes from.
    const counted = (text: string): string => text.replaceAll(/\bN(?=px|\b)/g, () => String(count++));
    const style = counted(attribute).replaceAll('"', '&quot;');
    return {
      linked: counted(`@import url(b.css)${importing};\n${linked}\n::part(label) { z-index: N }`),
      imported: counted(imported),
      html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Cascade</title><link rel="stylesheet" href="a.css">
<style>
${counted(inline)}
</style></head>
<body>
<main id="m" class="a" style="container: box / inline-size; ${flow}">
<section id="s" class="b c">
<p id="p" class="a c d" style="${style}">one <em id="e" class="b">two</em></p>
<p class="b c">three</p>
</section>
<div id="x" class="a d"><template shadowrootmode="open"><style>
${counted(shadow)}
${counted(hosted.join('\n'))}
</style><p part="label" class="a">inside</p><slot></slot></template><b class="c d">slotted</b></div>
</main>
</body>
</html>
`,
    };
  },
);
