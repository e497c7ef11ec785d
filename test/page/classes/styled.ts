import { type Class, html, type Member, red, t, told } from './site';

const READERS: Readonly<Record<string, string>> = {
  'rules of the sheets': 'out.textContent = document.styleSheets[0].cssRules[0].cssText',
  'rules by their old name':
    'out.textContent = document.styleSheets[0].rules.length + document.styleSheets[0].rules[0].style.width',
  'a computed colour': 'out.textContent = getComputedStyle(a).color',
  'a property of ours': 'out.textContent = getComputedStyle(a).getPropertyValue("--tone")',
  'a computed style map': 'out.textContent = a.computedStyleMap().get("color")',
  'a measured width': 'out.textContent = a.offsetWidth',
  'a measured box': 'out.textContent = a.getBoundingClientRect().width',
};

const narrow = 'width: 11px; color: rgb(11, 0, 0); --tone: old';
const wide = 'width: 22px; color: rgb(22, 0, 0); --tone: new';

/** Ways in which a save gives an element another style, and that a load has to show: a file and a class never reload a page. */
const WAYS: Readonly<Record<string, (body: string) => Member>> = {
  'in a style': body => ({
    files: { 'index.html': html(`<style>#a { ${narrow} }</style>`, body) },
    saves: [{ 'index.html': html(`<style>#a { ${wide} }</style>`, body) }],
  }),
};

export const STYLED: Class = Object.fromEntries(
  Object.entries(READERS).flatMap(([name, how]) =>
    Object.entries(WAYS).map(([way, make]) => [
      `${name}, ${way}`,
      make(`<div id="a">x</div><i id="out"></i><script>${how}</script>`),
    ]),
  ),
);

const link = '<link rel="stylesheet" href="a.css">';

const both = (head: string, body: string, more: Readonly<Record<string, string>> = {}): Member => ({
  files: { 'index.html': html(head, body), 'a.css': red, ...more },
  saves: [{ 'a.css': red.replace('11', '22') }, { 'index.html': html(head, `${body}<p>more</p>`) }],
  stays: true,
});

/** Sheets at several places, saved and then patched. */
export const SHEETS: Class = {
  'then a paragraph': both(link, t),
  'in two links, one switched off': {
    ...both(`${link}<link rel="stylesheet" href="a.css" disabled>`, t),
  },
  'as an alternate': {
    ...both(
      `<link rel="stylesheet" href="b.css" title="one"><link rel="alternate stylesheet" href="a.css" title="two">`,
      t,
      { 'b.css': 'p {}' },
    ),
  },
  'with a media that is not now': both('<link rel="stylesheet" href="a.css" media="print">', t),
  'of an import in a circle': both('<link rel="stylesheet" href="b.css">', t, {
    'b.css': '@import "c.css"; @import "a.css";',
    'c.css': '@import "b.css";',
  }),
  // Chromium inserts no `@import` behind a `@layer`.
  'of an import with a layer that is named before': {
    ...both(
      '<style>@layer one, two; @import "b.css" layer(two);</style><link rel="stylesheet" href="b.css">',
      t,
      { 'b.css': '@layer a, b; @import "a.css" layer(b);' },
    ),
    stays: false,
  },
  'in a shadow root, and outside': both(
    link,
    `<div><template shadowrootmode="open">${link}<p id="t">in</p></template></div>${t}`,
  ),
  'in a nested shadow root': both(
    '',
    `<div><template shadowrootmode="open"><div><template shadowrootmode="open">${link}${t}</template></div></template></div>`,
  ),
  'by import in a shadow root’s style': both(
    '',
    `<div><template shadowrootmode="open"><style>@import "a.css";</style>${t}</template></div>`,
  ),
  'in a frame by srcdoc in a shadow root': {
    ...both(
      '',
      `<div><template shadowrootmode="open"><iframe srcdoc="<link rel=stylesheet href=a.css><p id=t>x"></iframe></template></div>`,
    ),
  },
  'in a frame by srcdoc in one by srcdoc': both(
    '',
    `<iframe srcdoc='<iframe srcdoc="<link rel=stylesheet href=a.css><p id=t>x"></iframe>'></iframe>`,
  ),
  'in a frame that a script makes': {
    ...both(
      link,
      `${t}<script>const f = document.createElement("iframe"); f.srcdoc = "<link rel=stylesheet href=a.css><p id=t>x"; document.body.append(f)</script>`,
    ),
    stays: false,
  },
  'with the page’s script that reads the title': both(link, `${t}<script>t.title = document.title</script>`),
};

const styled = (rules: string, how: string): string =>
  html(`<style>${rules}</style>`, told('<p id="a">x</p>', how));
const restyled = (from: string, to: string, how: string): Member => ({
  files: { 'index.html': styled(from, how) },
  saves: [{ 'index.html': styled(to, how) }],
});
const face = (name: string): string => `@font-face { font-family: ${name}; src: url(a.woff2) }`;

/** Effects of a style that no other property shows. */
export const PROPERTIES: Class = {
  'a property of ours alone': restyled(
    '#a { --tone: old }',
    '#a { --tone: new }',
    'tell(getComputedStyle(a).getPropertyValue("--tone"))',
  ),
  'a property of ours of the root': restyled(
    ':root { --tone: old }',
    ':root { --tone: new }',
    'tell(getComputedStyle(document.documentElement).getPropertyValue("--tone"))',
  ),
  'a property of ours in a map': restyled(
    '#a { --tone: old }',
    '#a { --tone: new }',
    'tell(String(a.computedStyleMap?.().get("--tone")))',
  ),
  'a property of ours on a canvas': {
    ...restyled(
      '#a { --tone: red }',
      '#a { --tone: blue }',
      'const c = document.body.appendChild(document.createElement("canvas")).getContext("2d"); c.fillStyle = getComputedStyle(a).getPropertyValue("--tone"); c.fillRect(0, 0, 50, 50)',
    ),
    drawn: true,
  },
  'the number of fonts': restyled(face('one'), face('one') + face('two'), 'tell(document.fonts.size)'),
  'the names of fonts': restyled(
    face('one'),
    face('two'),
    'tell([...document.fonts].map(f => f.family).join())',
  ),
  'whether a font is there': restyled('', face('one'), 'tell(document.fonts.check("12px one"))'),
  'the media of a sheet': {
    files: {
      'index.html': html(
        '<style media="print">p {}</style>',
        told('', 'tell(document.styleSheets[0].media.mediaText)'),
      ),
    },
    saves: [
      {
        'index.html': html(
          '<style media="screen">p {}</style>',
          told('', 'tell(document.styleSheets[0].media.mediaText)'),
        ),
      },
    ],
  },
};
