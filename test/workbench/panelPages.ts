import type { Locator, Page } from 'playwright-core';
import { eventually } from '../host/ui';

/** Pages with features that a preview must handle, below `panel/` of the site. */
export const PAGES: Readonly<Record<string, string>> = {
  'start.html': `<title>Start</title><style>@media (min-width: 640px) { p { color: red } }</style>
<p>needle one</p><p>nee<b>dle</b> two</p><script>document.write('<p hidden>needle</p>')</script>
<p><a id="next" href="next.html">next</a> <a id="aside" href="aside.html" target="_blank">aside</a>
<a id="foreign" href="http://foreign.example/a?b">foreign</a> <a id="paper" href="paper.pdf">paper</a>
<a id="hash" href="#part">part</a> <a id="picture" href="dot.svg">picture</a></p>
<form id="form" method="post" action="/sent"><input name="x" value="1"><button>send</button></form>
<input id="field"><button id="dialog" onclick="alert('hello')">dialog</button>
<button id="window" onclick="opened = window.open('aside.html?w')">window</button>
<button id="state" onclick="history.pushState({}, '', 'state.html'); document.title = 'State'">state</button>
<button id="flee" onclick="setTimeout(() => location.assign('http://foreign.example/flee'), 1500)">flee</button>
<div style="height: 3000px"></div><p id="part">needle three</p>
<script>
field.addEventListener('keydown', event => { if (event.ctrlKey && event.key === 'M') { event.preventDefault(); document.title = 'Mine'; } });</script>`,
  'next.html': '<title>Next</title><p>next</p><a id="home" href="start.html">home</a>',
  'greeting.html': "<title>Greeting</title><script>alert('hello')</script>",
  'aside.html': '<title>Aside</title><p>aside</p>',
  'refusing.html': '<title>Refusing</title><p>refusing</p>',
  'paper.pdf': '%PDF-1.4\n%%EOF\n',
  'dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>',
};

/** The background of the listing of the folder `panel`. */
export async function listingBackground(page: Page): Promise<string> {
  for (const frame of page.frames())
    if (frame.url().endsWith('/panel/'))
      return frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  return 'no page';
}

/** Waits until an input has this value. */
export async function valueIs(input: Locator, wanted: string): Promise<void> {
  await eventually(`the address ${wanted}`, async () => {
    const value = await input.inputValue();
    return value === wanted ? true : value;
  });
}
