import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describeAlsoLinked } from '../server/support/roots';
import { pageOf, Visitor } from './visitor';

const red = '#text { color: rgb(200, 0, 0) }';
const blue = '#text { color: rgb(0, 0, 200) }';
const RED = 'rgb(200, 0, 0)';
const BLUE = 'rgb(0, 0, 200)';
const text = '<p id="text">text</p>';

/** Whether the shadow root at this depth has the new colour; runs in the page. */
const isBlue = (depth: number): boolean => {
  let root = document.getElementById('host')!.shadowRoot!;
  if (depth > 1) root = root.querySelector('x-inner')!.shadowRoot!;
  return getComputedStyle(root.querySelector('p')!).color === 'rgb(0, 0, 200)';
};

describe('a stylesheet that changes', () => {
  const visitor = Visitor.here();

  it('is swapped in place: order, media and the others as they were, the element the same', async () => {
    await visitor.opens({
      'index.html': pageOf(
        `<link id="one" rel="stylesheet" href="a.css" media="screen"><link id="two" rel="stylesheet" href="b.css">`,
        text,
      ),
      'a.css': `${red} #text { font-weight: 300 }`,
      'b.css': '#text { font-weight: 700 }',
    });
    await visitor.page.evaluate(() => {
      const [one, two] = [...document.querySelectorAll('link')];
      Object.assign(window, { one, sheet: two!.sheet, loads: 0 });
      one!.addEventListener('load', () => document.body.append('loaded'));
    });
    await visitor.saves('a.css', `${blue} #text { font-weight: 300 }`);
    await visitor.seesStyle('color', BLUE);
    await visitor.sees(() => document.querySelectorAll('link').length === 2);
    const found = await visitor.page.evaluate(() => {
      const [one, two] = [...document.querySelectorAll('link')] as [HTMLLinkElement, HTMLLinkElement];
      const { one: before, sheet } = window as unknown as { one: unknown; sheet: unknown };
      return [
        one === before,
        one.media,
        one.id,
        two.sheet === sheet,
        document.body.innerText.includes('loaded'),
      ];
    });
    assert.deepEqual(found, [true, 'screen', 'one', true, false]);
    assert.equal(await visitor.style('font-weight'), '700');
    await visitor.finds();
  });

  it('leaves the page in style at every moment', async () => {
    await visitor.opens({
      'index.html': pageOf('<link rel="stylesheet" href="a.css">', text),
      'a.css': '@import "b.css";',
      'b.css': red,
    });
    await visitor.page.evaluate(() => {
      const seen = new Set<string>();
      const look = (): void => {
        seen.add(getComputedStyle(document.getElementById('text')!).color);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seen });
    });
    await visitor.saves('b.css', blue);
    await visitor.seesStyle('color', BLUE);
    // A request during a write may get an empty file: the first update is over before the next save begins.
    await visitor.sees(() => document.querySelectorAll('link').length === 1);
    await visitor.saves('b.css', red.replace('200', '100'));
    await visitor.seesStyle('color', 'rgb(100, 0, 0)');
    await visitor.sees(() => document.querySelectorAll('link').length === 1);
    // The question above may come between two frames.
    await visitor.sees(() => (window as unknown as { seen: Set<string> }).seen.has('rgb(100, 0, 0)'));
    const seen = await visitor.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    assert.deepEqual(seen, [RED, BLUE, 'rgb(100, 0, 0)']);
    await visitor.finds();
  });

  it('is followed through imports in imports, of links and of style elements', async () => {
    await visitor.opens({
      'index.html': pageOf('<link rel="stylesheet" href="a.css"><style>@import "s/d.css";</style>', text),
      'a.css': '@import "s/b.css";',
      's/b.css': '@import url("c.css");',
      's/c.css': red,
      's/d.css': '#text { font-weight: 300 }',
    });
    await visitor.saves('s/c.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.saves('s/d.css', '#text { font-weight: 700 }');
    await visitor.seesStyle('font-weight', '700');
    await visitor.saves('s/c.css', red);
    await visitor.seesStyle('color', RED);
    await visitor.saves('s/d.css', '#text { font-weight: 500 }');
    await visitor.seesStyle('font-weight', '500');
    await visitor.finds();
  });

  it('is swapped in open shadow roots, also in one inside another', async () => {
    const element = `<x-outer id="host"></x-outer><script>
      const define = (name, html) => customElements.define(name, class extends HTMLElement {
        constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = html; } });
      define('x-inner', '<link rel="stylesheet" href="deep.css"><p>inner</p>');
      define('x-outer', '<link rel="stylesheet" href="shade.css"><p>outer</p><x-inner></x-inner>');
    </script>`;
    await visitor.opens({
      'index.html': pageOf('', element),
      'shade.css': 'p { color: rgb(200, 0, 0) }',
      'deep.css': 'p { color: rgb(200, 0, 0) }',
    });
    await visitor.saves('shade.css', 'p { color: rgb(0, 0, 200) }');
    await visitor.sees(isBlue, 1);
    await visitor.saves('deep.css', 'p { color: rgb(0, 0, 200) }');
    await visitor.sees(isBlue, 2);
    await visitor.finds();
  });

  it('that is an alternative stays the one that was chosen, or was not', async () => {
    await visitor.opens({
      'index.html': pageOf(
        `<link rel="stylesheet" title="day" href="day.css"><link rel="alternate stylesheet" title="night" href="night.css">
         <link id="off" rel="stylesheet" href="off.css" disabled>`,
        text,
      ),
      'day.css': red,
      'night.css': '#text { color: rgb(1, 1, 1) }',
      'off.css': '#text { color: rgb(2, 2, 2) }',
    });
    await visitor.saves('night.css', blue);
    await visitor.page.waitForTimeout(300);
    assert.equal(await visitor.style('color'), RED);
    await visitor.page.evaluate(() => {
      const [day, night] = [...document.querySelectorAll('link')] as [HTMLLinkElement, HTMLLinkElement];
      day.sheet!.disabled = true;
      night.disabled = true;
      night.disabled = false;
    });
    await visitor.seesStyle('color', BLUE);
    await visitor.saves('night.css', '#text { color: rgb(3, 3, 3) }');
    await visitor.seesStyle('color', 'rgb(3, 3, 3)');
    await visitor.saves('day.css', blue);
    await visitor.saves('off.css', blue);
    await visitor.page.waitForTimeout(300);
    assert.equal(await visitor.style('color'), 'rgb(3, 3, 3)');
    await visitor.finds();
  });

  it('that a script made of fetched text is data: the page is reloaded, with all that was done in it', async () => {
    const script = `<script type="module">const sheet = new CSSStyleSheet();
      sheet.replaceSync(await (await fetch('a.css')).text()); document.adoptedStyleSheets = [sheet];</script>`;
    await visitor.opens({ 'index.html': pageOf('', text, script), 'a.css': red });
    await visitor.saves('a.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.isNew();
    await visitor.findsTraces();
  });

  it('that is known by several paths is swapped in each place', async () => {
    await visitor.opens({
      'index.html': pageOf(''),
      'a.css': red,
      'b.css': '@import "link//a.css";',
    });
    await symlink('.', path.join(visitor.served.root, 'link'));
    // The last sheet decides, and each of the others once the later ones are gone.
    const links = ['a.css', 'link/a.css', 'b.css', './/a.css'].map(
      file => `<link rel="stylesheet" href="${file}">`,
    );
    await visitor.saves('page.html', pageOf(links.join(''), text));
    await visitor.page.close();
    await visitor.goes('page.html');
    await visitor.leavesTraces();
    await visitor.saves('a.css', blue);
    for (const left of [3, 2, 1, 0]) {
      await visitor.seesStyle('color', BLUE);
      await visitor.sees(count => document.querySelectorAll('link').length === count, left + 1);
      await visitor.page.evaluate(() => [...document.querySelectorAll('link')].at(-1)!.remove());
    }
    await visitor.finds();
  });

  it('that was missing comes when it is made', async () => {
    await visitor.opens({ 'index.html': pageOf('<link rel="stylesheet" href="new/late.css">', text) });
    await visitor.saves('new/late.css', blue);
    await visitor.seesStyle('color', BLUE);
    await visitor.finds();
  });
});

const describeLinked = describeAlsoLinked(/^is shown as it is typed/, [', with a root below a link']);
describeLinked('a stylesheet that is typed', () => {
  const visitor = Visitor.here();
  const types = (content: string | undefined): void =>
    visitor.served.server.overlay({
      path: path.join(visitor.served.root, 'a.css'),
      text: content,
      version: 1,
    });
  const open = (): Promise<void> =>
    visitor.opens({ 'index.html': pageOf('<link rel="stylesheet" href="a.css">', text), 'a.css': red });

  it('is shown as it is typed, and the file as it is when the editor lets go of it', async () => {
    await open();
    types(blue);
    await visitor.seesStyle('color', BLUE);
    types(undefined);
    await visitor.seesStyle('color', RED);
    await visitor.finds();
  });

  it('keeps the last good rule while it is broken, and is shown when it is whole', async () => {
    await open();
    const drafts = [
      '#text { color: rgb(0, 0',
      '#text { color: gre }',
      '#text { co }',
      '#te: { color: gray }',
      '#text {',
    ];
    for (const draft of drafts) {
      types(draft);
      await visitor.page.waitForTimeout(120);
      assert.equal(await visitor.style('color'), RED, draft);
    }
    types('#text { color: green } #other { color: nonsense');
    await visitor.page.waitForTimeout(120);
    assert.equal(await visitor.style('color'), RED);
    types('#text { color: rgb(0, 128, 0) } #other { color: tan }');
    await visitor.seesStyle('color', 'rgb(0, 128, 0)');
    await visitor.finds();
  });

  it('is shown broken as it is once it is saved', async () => {
    await open();
    const broken = '#text { color: gre }';
    types(broken);
    await visitor.page.waitForTimeout(120);
    assert.equal(await visitor.style('color'), RED);
    await visitor.saves('a.css', broken);
    types(undefined);
    await visitor.seesStyle('color', 'rgb(0, 0, 0)');
    await visitor.finds();
  });

  it('is not told from its neighbours: what was broken before stays no obstacle', async () => {
    await visitor.opens({
      'index.html': pageOf('<link rel="stylesheet" href="a.css">', text),
      'a.css': `a { *zoom: 1; colour: red } ${red}`,
    });
    types(`a { *zoom: 1; colour: red } ${blue}`);
    await visitor.seesStyle('color', BLUE);
    await visitor.finds();
  });
});
