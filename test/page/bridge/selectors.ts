import * as fc from 'fast-check';

const element = fc.constantFrom('p', 'section', 'main', 'em', '*', 'b', 'div', 'i', 'td', 'font', 'rect');
const name = fc.constantFrom('a', 'b', 'c', 'd');
const id = fc.constantFrom('#m', '#s', '#p', '#e', '#x', '#h');

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
    ':is(#none, .b)',
    ':where(#s, .a):not(:where(.x))',
    ':not(:is(#none, .c) > *)',
    ':has(+ .b, :scope .x)',
    ':only-of-type',
    ':dir(ltr)',
    ':is()',
    '.\\61 ',
    '[id="p"]',
    "[class^='a']",
    ':scope *',
    ':is(:scope, :root) *',
    ':not(:hover)',
    ':any-link, i',
    ':is(p, ::before)',
    ':where(:not(p, b))',
    ':nth-of-type(-n+2)',
    ':-webkit-any(.a, #p)',
    ':is(.a .b, main > *)',
    ':has(.a, ~ .d)',
    ':not(:has(em))',
    ':root *',
    ':empty',
    ':lang("en", fr)',
    '[data-t]',
    '[DATA-T="2"]',
    '[lang|=en] .a',
    ':defined',
    ':enabled, .c',
  ),
);

const compound = fc
  .tuple(fc.option(element, { nil: '' }), fc.array(simple, { maxLength: 2 }))
  .map(([tag, rest]) => tag + rest.join('') || '*');

const complex = fc
  .array(fc.tuple(compound, fc.constantFrom(' ', '>', ' > ', '\n', ' + ', '~', '/**/ ', ' /* , */ > ')), {
    minLength: 1,
    maxLength: 3,
  })
  .map(parts => parts.map(([each, combinator], at) => (at === 0 ? each : combinator + each)).join(''));

/** Pseudo-elements whose rules never give the element itself a value. */
const beside = fc
  .tuple(complex, fc.constantFrom('::before', ':after', '::first-line', '::marker', '::selection'))
  .map(([each, pseudo]) => each + pseudo);

export const selector = fc
  .array(fc.oneof({ weight: 12, arbitrary: complex }, beside), { minLength: 1, maxLength: 3 })
  .map(list => list.join(', '));

export const nested = fc.oneof(
  selector,
  complex.map(each => `> ${each}`),
  complex.map(each => `+ ${each}`),
  complex.map(each => `& ${each}`),
  simple.map(each => `&${each}`),
  element.filter(each => each !== '*').map(each => `&${each}`),
  compound.map(each => `> ${each} &`),
  complex.map(each => `${each} &`),
  simple.map(each => `:is(&, .x)${each}`),
  complex.map(each => `:not(&) ${each}`),
  complex.map(each => `:where(&) > ${each}, ${each}`),
  complex.map(each => `${each}:has(&)`),
  fc.constantFrom('&', '& &', '&&', '& > &', ':has(> &)', '&:is(&)', '*:not(& *)', '&, & *'),
);

/** Selectors of a tree that reach its host and what is slotted. */
export const acrossTrees = fc.constantFrom(
  ':host',
  ':host(.a)',
  ':host(#x)',
  ':host p',
  ':host(.a) > .a',
  '::slotted(*)',
  '::slotted(.c)',
  '::slotted(b.c)',
  'slot::slotted(:not(.x))',
  ':host(.a) ::slotted(b)',
  ':host(:not(.b)) .a',
  ':host(:is(.a, #none))',
  ':host-context(main)',
  ':is(:host, p)',
  ':where(:host(.a)) p',
  ':host(.a), p.a',
  ':host(:has(b))',
  '::part(inner)',
  'i::part(inner):not(.x)',
  '::slotted(b)::before',
  ':host::before',
  ':host > *',
  '*',
);
