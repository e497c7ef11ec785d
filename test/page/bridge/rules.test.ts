import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../host/browser';
import { endAll, type Tree } from '../../server/support/serve';
import { RuleDesk } from './ruleDesk';

const html = (body: string, head = ''): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Rules</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;

const LINK = '<link rel="stylesheet" href="a.css">';
const P = '<p id="p" class="a">text</p>';

/** A page, the list of rules of its `<p id="p"`, and properties with the text where their declaration stands. */
interface Case {
  readonly files: Tree;
  readonly rules: readonly string[];
  readonly why: Readonly<Record<string, string>>;
}

const CASES: Readonly<Record<string, Case>> = {
  'linked and inline sheets, and the style attribute': {
    files: {
      'index.html': html(
        '<p id="p" class="a" style="top: 1px; left: 2px">text</p>',
        `${LINK}\n<style>\n.a { top: 3px }\n</style>`,
      ),
      'a.css': '/* one */\n#p { right: 4px }\np {\n  left: 5px;\n}\n',
    },
    rules: ['/index.html:10 style="…"', '/a.css:2 #p', '/index.html:6 .a', '/a.css:3 p'],
    why: { top: 'top: 1px; left: 2px">text</p>', left: 'left: 2px">text</p>', right: 'right: 4px }' },
  },
  '@import, in folders of its own': {
    files: {
      'index.html': html(P, '<style>@import url("css/b.css") layer(base);</style>'),
      'css/b.css': '@import "deep/c.css";\np { top: 1px }',
      'css/deep/c.css': '.a { left: 2px }',
    },
    rules: ['/css/deep/c.css:1 .a', '/css/b.css:2 p'],
    why: { left: 'left: 2px }', top: 'top: 1px }' },
  },
  'nesting, and what stands behind a nested rule': {
    files: {
      'index.html': html(`<main class="card">${P}</main>`, LINK),
      'a.css':
        '.card {\n  top: 1px;\n  > p { left: 2px }\n  & .a {\n    right: 3px;\n    .card > & { bottom: 4px }\n    left: 5px\n  }\n}',
    },
    rules: ['/a.css:6 .card > .card .a', '/a.css:4 .card .a', '/a.css:3 .card > p'],
    why: { left: 'left: 5px', right: 'right: 3px;', bottom: 'bottom: 4px }' },
  },
  '@media, @supports and @container': {
    files: {
      'index.html': html(`<main style="container-type: inline-size">${P}</main>`, LINK),
      'a.css':
        '@media print { p { top: 1px } }\n@media (min-width: 1px) {\n @supports (display: grid) {\n  p { top: 2px }\n }\n}\n@container (min-width: 9999px) { p { left: 3px } }\n@container (min-width: 2px) { p { left: 4px } }',
    },
    rules: [
      '/a.css:8 @container (min-width: 2px) p',
      '/a.css:4 @media (min-width: 1px) @supports (display: grid) p',
    ],
    why: { top: 'top: 2px }', left: 'left: 4px } }' },
  },
  '@layer, where importance reverses': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@layer one, two;\n@layer two { #p { top: 1px !important; left: 1px } }\n@layer one { p { top: 2px !important } .a { left: 2px } }\np { left: 3px }',
    },
    rules: ['/a.css:3 @layer one p', '/a.css:2 @layer two #p', '/a.css:4 p', '/a.css:3 @layer one .a'],
    why: { top: 'top: 2px !important } .a { left: 2px } }', left: 'left: 3px }' },
  },
  'a rule that the browser dropped, and ones that are written as no browser writes them': {
    files: {
      'index.html': html(P, LINK),
      'a.css':
        '@charset "utf-8";\np:nonsense { top: 1px }\n*|*.a { top: 2px }\nP:NOT( .x ){ left:3px;left:bogus;LEFT:4px }\np[CLASS=a]{ inset: auto 5px 6px auto }\n/* p { */ p{ color:#f00;color:nothing(1) }',
    },
    rules: ['/a.css:5 p[class="a"]', '/a.css:4 p:not(.x)', '/a.css:3 .a', '/a.css:6 p'],
    why: {
      left: 'inset: auto 5px 6px auto }',
      bottom: 'inset: auto 5px 6px auto }',
      color: 'color:#f00;color:nothing(1) }',
    },
  },
  'shadow roots: the host, slotted elements, and the tree around': {
    files: {
      'index.html': html(
        '<div><template shadowrootmode="open">\n<style>\n::slotted(p) { top: 1px; left: 1px !important }\n:host { color: red }\n</style><slot></slot></template><p id="p" class="a">text</p></div>',
        '<style>\np { top: 2px; left: 2px !important }\n</style>',
      ),
    },
    rules: ['/index.html:11 ::slotted(p)', '/index.html:5 p'],
    why: { top: 'top: 2px; left: 2px !important }', left: 'left: 1px !important }', color: 'color: red }' },
  },
  'sheets that have no place, which is said': {
    files: {
      'index.html': html(
        `${P}<script>
const sheet = new CSSStyleSheet();
sheet.replaceSync('p { top: 1px }');
document.adoptedStyleSheets = [sheet];
document.head.append(Object.assign(document.createElement('style'), { textContent: 'p { left: 1px }' }));
</script>`,
      ),
    },
    rules: ['(constructed) p', '(script) p'],
    why: { top: 'no place', left: 'no place' },
  },
  'logical properties beside the physical ones of the same side': {
    files: {
      'index.html': html(`<main style="writing-mode: vertical-rl; direction: rtl">${P}</main>`, LINK),
      'a.css':
        'p { margin-inline-start: 1px; margin-bottom: 2px }\n.a { margin-top: 3px; margin: 4px; margin-inline: 5px }\n#p { inset: 6px; inset-block-start: 7px; width: 8px; block-size: 9px }\np { right: 8px !important; border-end-start-radius: 1px; padding-right: 2px }',
    },
    rules: ['/a.css:4 p', '/a.css:3 #p', '/a.css:2 .a', '/a.css:1 p'],
    why: {
      'margin-bottom': 'margin-inline: 5px }',
      'margin-inline-start': 'margin-inline: 5px }',
      'margin-left': 'margin: 4px; margin-inline: 5px }',
      right: 'right: 8px !important; border-end-start-radius: 1px; padding-right: 2px }',
      'inset-block-start': 'right: 8px !important; border-end-start-radius: 1px; padding-right: 2px }',
      left: 'inset: 6px; inset-block-start: 7px; width: 8px; block-size: 9px }',
      width: 'block-size: 9px }',
      'border-bottom-left-radius': 'border-end-start-radius: 1px; padding-right: 2px }',
      'padding-block-start': 'padding-right: 2px }',
    },
  },
  'running animations, above all but what is important; a transition ends at what the rules say': {
    files: {
      'index.html': html(
        `${P}<script>document.getElementById('p').animate([{ opacity: 0.5 }, { opacity: 0.6 }], 1e6)</script>`,
        LINK,
      ),
      'a.css':
        '@keyframes glow { from { color: red; margin: 1px; top: 1px } to { color: blue; margin: 2px; top: 2px } }\n.a { animation: glow 900s; color: green; margin-left: 3px; opacity: 1 }\np { top: 4px !important; animation-name: none; left: 5px; transition: left 900s }\n@keyframes late { to { right: 9px } }\n#p { right: 6px; animation: glow 900s, late 1s 900s }',
    },
    rules: ['/a.css:3 p', '/a.css:5 #p', '/a.css:2 .a'],
    why: {
      color: 'animation: glow 900s, late 1s 900s }',
      'margin-left': 'animation: glow 900s, late 1s 900s }',
      'margin-inline-start': 'animation: glow 900s, late 1s 900s }',
      top: 'top: 4px !important; animation-name: none; left: 5px; transition: left 900s }',
      left: 'left: 5px; transition: left 900s }',
      right: 'right: 6px; animation: glow 900s, late 1s 900s }',
      opacity: 'no place',
    },
  },
  'what is inherited, from the nearest that sets it': {
    files: {
      'index.html': html(`<main style="color: blue"><div>${P}</div></main>`, LINK),
      'a.css': 'body { color: red; font-size: 20px; top: 1px }\nhtml { font-size: 10px !important }',
    },
    rules: [],
    why: {
      color: 'color: blue"><div><p id="p" class="a">text</p></div></main>',
      'font-size': 'font-size: 20px; top: 1px }',
    },
  },
};

describe('the rules of an element', () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(() => browser.close());
  afterEach(endAll);

  for (const [name, { files, rules, why }] of Object.entries(CASES)) {
    it(`are listed with their places, the winner first: ${name}`, async () => {
      const desk = await RuleDesk.open(page, files);
      const listed = await desk.rulesOf('<p id="p"', String(files['index.html']));
      assert.deepEqual(await desk.lines(listed), rules);
      for (const [property, text] of Object.entries(why))
        assert.equal(await desk.textAt(await desk.why(property)), text, property);
    });
  }

  it('are those of a style sheet that is typed and not saved', async () => {
    const files = { 'index.html': html(P, LINK), 'a.css': 'p { top: 1px }' };
    const desk = await RuleDesk.open(page, files);
    await desk.rulesOf('<p id="p"', files['index.html']);
    const typed = '\n\n/* new */\n.a { top: 2px }\np { top: 1px }';
    desk.served.server.overlay({ path: path.join(desk.served.root, 'a.css'), text: typed, version: 2 });
    await page.waitForFunction(`getComputedStyle(document.querySelector('p')).top === '2px'`);
    const listed = await desk.rulesOf('<p id="p"', files['index.html']);
    assert.deepEqual(await desk.lines(listed), ['/a.css:4 .a', '/a.css:5 p']);
    assert.deepEqual((await desk.why('top'))?.start, { line: 3, column: 5 });
  });

  it('change the page where the declaration that is named is changed', async () => {
    const css =
      'p { letter-spacing: 1px }\n.a { letter-spacing: 2px; letter-spacing: 3px }\n@layer x { #p { letter-spacing: 4px } }\n';
    const files = { 'index.html': html(P, LINK), 'a.css': css };
    const desk = await RuleDesk.open(page, files);
    await desk.rulesOf('<p id="p"', files['index.html']);
    const place = await desk.why('letter-spacing');
    assert.ok(place);
    const lines = css.split('\n');
    const { line, column } = place.start;
    lines[line] = lines[line]!.slice(0, column) + lines[line]!.slice(column).replace(/\d/, '9');
    const text = lines.join('\n');
    desk.served.server.overlay({ path: path.join(desk.served.root, 'a.css'), text, version: 2 });
    await page.waitForFunction(`getComputedStyle(document.querySelector('p')).letterSpacing === '9px'`);
  });

  it('leave the page as it was', async () => {
    const files = CASES['@media, @supports and @container']!.files;
    const desk = await RuleDesk.open(page, files);
    await page.evaluate(() => {
      const changes: string[] = [];
      Object.assign(window, { changes });
      new MutationObserver(records => changes.push(...records.map(({ type }) => type))).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
      });
    });
    await desk.rulesOf('<p id="p"', String(files['index.html']));
    assert.equal(await page.evaluate('document.adoptedStyleSheets.length + changes.length'), 0);
  });
});
