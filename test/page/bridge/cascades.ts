import * as fc from 'fast-check';
import type { Cascade } from './deciding';
import { declarations } from './declarations';
import { acrossTrees, nested, selector } from './selectors';

const GROUPS = [
  '@media all',
  '@media (min-width:1px) and (max-width : 99999px)',
  '@media print',
  '@supports (display:grid)',
  '@supports not (display: grid)',
  '@layer one',
  '@layer two',
  '@layer two.three',
  '@layer one.three',
  '@layer',
  '@container (min-width:1px)',
  '@container (width < 1px)',
  '@container box (min-width: 1px)',
  '@container style(--q: 1)',
  '@container not style(--q: 1)',
  '@scope (.a)',
  '@scope (.b, #m) to (.d)',
  '@scope (main) to (:scope > .c)',
  '@scope (.a) to (> .c)',
  '@scope (:is(.a, .b)) to (.c .a, em)',
  '@scope (:scope > *)',
  '@scope (section p)',
  '@scope to (em)',
  '@scope',
  '@media not print',
  '@media screen, print',
  '@media (width >= 1px)',
  '@supports selector(:has(a)) and (not (color: nonsense(1)))',
  '@container not (width < 1px)',
  '@starting-style',
  '@layer TWO',
];

const rules = fc.letrec<{ style: string; nested: string; list: string }>(tie => ({
  nested: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: fc.tuple(nested, declarations).map(([head, all]) => `${head} { ${all} }`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(nested, declarations, tie('nested'), declarations)
        .map(([head, all, inside, more]) => `${head} { ${all} ${inside} ${more} }`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...GROUPS), declarations, tie('nested'))
        .map(([group, all, inside]) => `${group} { ${all} ${inside} }`),
    },
  ),
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
          arbitrary: fc.constantFrom(
            '@layer two, one;',
            '@layer two.four, two.three;',
            '.a:nonsense { order: 1 }',
            '@font-face { }',
            '@page { margin: 3px }',
            '@keyframes one { to { order: 1 } }',
            '<!-- .a { order: N } -->',
            '@media print { @page { margin: 3px } }',
            '@unknown { .a { order: N } }',
            ';',
            '.a { order: N; } } .b { order: N }',
            '@property --c { syntax: "*"; inherits: false }',
          ),
        },
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map(all => all.join('\n')),
}));

/** Elements that are asked about: each has a `data-t` with its number. */
export const TARGETS = 12;

const hosted = fc.array(
  fc
    .tuple(
      acrossTrees,
      declarations,
      fc.option(
        fc.tuple(
          fc.constantFrom(
            '> .a, & .d',
            '&',
            ':host &',
            '@layer one',
            '@scope (:host)',
            '@media all',
            '@scope (.a)',
          ),
          declarations,
        ),
      ),
    )
    .map(([head, all, more]) => `${head} { ${all} ${more ? `${more[0]} { ${more[1]} }` : ''} }`),
  { maxLength: 3 },
);

const parts = fc.record({
  linked: rules.list,
  late: rules.list,
  imported: rules.list,
  deeper: rules.list,
  inline: rules.list,
  shadow: rules.list,
  hosted,
  inner: hosted,
  importing: fc.constantFrom(
    '',
    ' layer(two)',
    ' layer',
    ' supports(display: grid)',
    ' (min-width: 1px)',
    ' layer(one.three) supports(selector(&)) screen',
    ' print',
    ' layer(two) print',
    ' supports(nonsense: 1)',
  ),
  deeperIn: fc.constantFrom('', ' layer(four)', ' layer', ' all'),
  parted: fc
    .tuple(
      fc.constantFrom(
        '::part(label)',
        '#x::part(label)',
        'div::part(label inner)',
        '::part(outer)',
        '.a { &::part(label)',
        '@layer one { ::part(label)',
      ),
      declarations,
    )
    .map(([head, all]) => `${head} { ${all} }${head.includes('{') ? ' }' : ''}`),
  attribute: fc.option(declarations, { nil: '' }),
  another: fc.option(declarations, { nil: '' }),
  flow: fc.constantFrom(
    '',
    '',
    'direction: rtl',
    'writing-mode: vertical-rl',
    'writing-mode: vertical-lr; direction: rtl',
  ),
});

/** Pages with generated cascades: linked, imported and inline, in shadow trees, and in attributes. */
export const cascades: fc.Arbitrary<Cascade> = parts.map(all => {
  let count = 10;
  // Every number stands once.
  const counted = (text: string): string => text.replaceAll(/\bN(?=px|\b)/g, () => String(count++));
  const page = (css: (text: string) => string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Cascade</title><link rel="stylesheet" href="a.css">
<style>
${css(all.inline)}
</style></head>
<body>
<main id="m" class="a" data-t="0" style="container: box / inline-size; --q: 1; ${all.flow}">
<section id="s" class="b c" data-t="1">
<p id="p" class="a c d" data-t="2" style="${css(all.attribute).replaceAll('"', '&quot;')}">one <em id="e" class="b" data-t="3">two</em></p>
<p class="b c" data-t="4" align="right">three <font class="d" color="#123456" data-t="5">four</font></p>
</section>
<div id="x" class="a d"><template shadowrootmode="open"><style>
${css(all.shadow)}
${css(all.hosted.join('\n'))}
</style><p part="label" class="a" data-t="6">inside</p><i id="h" class="b" exportparts="inner: outer" data-t="7"><template shadowrootmode="open"><style>
${css(all.inner.join('\n'))}
</style><u class="a" part="inner label" data-t="8">deep</u><slot></slot></template><slot></slot></i></template><b class="c d" data-t="9">slotted</b></div>
<table border="3" bgcolor="lime"><tr><td class="a c" width="50" bgcolor="#123456" nowrap data-t="10" style="${css(all.another).replaceAll('"', '&quot;')}">cell</table>
<svg width="9" height="9"><rect class="a d" width="5" height="5" color="blue" opacity="0.5" data-t="11"/></svg>
</main>
<style media="screen and (min-width: 1px)">
${css(all.late)}
</style>
</body>
</html>
`;
  return {
    files: {
      'index.html': page(counted),
      'a.css': counted(`@import url(b.css)${all.importing};\n${all.linked}\n${all.parted}`),
      'b.css': counted(`@import "c.css"${all.deeperIn};\n${all.imported}`),
      'c.css': counted(all.deeper),
    },
    bare: { 'index.html': page(() => ''), 'a.css': '' },
  };
});
