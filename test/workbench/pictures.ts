// npm run pictures: takes the README's pictures of Porthole at work in VS Code; `-- following.png` takes that one alone.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { devices, type Page } from 'playwright-core';
import {
  eventually,
  previewPage,
  openFile,
  runCommand,
  save,
  statusItem,
  statusSays,
  typeOver,
} from '../host/ui';
import { pause } from '../host/processes';
import { say, step } from '../host/say';
import { backend } from '../server/support/backend';
import { placeOf, setUp, type Desk } from './desk';
import { animation, type Frame } from './apng';
import { landing, outlined, picking, ruleList } from './landing';
import { consoleFrame } from './consolePane';
import { shareFrame } from './sharePane';
import { tellStory } from './story';
import { countIs, openTraffic } from './trafficPane';

const MEDIA = path.resolve(__dirname, '..', '..', '..', 'media');
const HEADLINE = 'Bread for people who leave early.';

/** Hides everything that the picture is not about. */
const LOOK = {
  'porthole.autoStart': 'never',
  'breadcrumbs.enabled': false,
  'editor.fontSize': 13,
  'editor.stickyScroll.enabled': false,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'line',
  'editor.wordWrap': 'on',
  'window.commandCenter': false,
  'window.title': 'harbour-lights',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};

/** All pictures, or those whose names were given. */
const isWanted = (name: string): boolean => process.argv.length < 3 || process.argv.includes(name);

/** Repeats an action whose effect fades soon. */
type LastMove = () => Promise<void>;

/** Opens a window of its own for one picture. */
async function take(
  name: string,
  theme: string,
  prepare: (desk: Desk, page: Page) => Promise<LastMove | void>,
  sample = 'site',
): Promise<void> {
  if (!isWanted(name)) return;
  const file = path.join(MEDIA, name);
  const desk = await setUp({ ...LOOK, 'workbench.colorTheme': theme }, true, sample);
  try {
    const page = await desk.open({ viewport: { width: 1440, height: 760 }, scale: 1.5 });
    const lastMove = await prepare(desk, page);
    // Notifications, the cursor's blinking and smooth scrolling come to rest.
    await pause(2000);
    await lastMove?.();
    await page.screenshot({ path: file });
  } finally {
    await desk.close();
  }
  say(`  ${file}`);
}

async function goLive({ site }: Desk, page: Page): Promise<void> {
  await openFile(page, 'index.html', ...placeOf(site, 'index.html', HEADLINE));
  await statusItem(page).click();
  await statusSays(page, /^\d+$/);
  await (await previewPage(page)).locator('h1').waitFor();
}

async function editing(desk: Desk, page: Page): Promise<void> {
  await goLive(desk, page);
  await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', HEADLINE));
  await typeOver(page, HEADLINE.length, 'Bread for early birds.');
  await save(page);
  await (await previewPage(page)).getByText('Bread for early birds.').waitFor();
  await page.mouse.move(640, 745);
}

/** The requests of a page and of its scripts, and what is known of one of them. */
async function traffic(desk: Desk, page: Page): Promise<void> {
  await goLive(desk, page);
  const view = await openTraffic(page);
  const shown = await previewPage(page);
  await shown.evaluate(async () => {
    const body = JSON.stringify({ name: 'Ada', message: 'Two loaves for Saturday, please.' });
    await fetch('/orders', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    await fetch('/images/oven.webp');
    setTimeout(() => location.reload());
  });
  await countIs(page, /^(?!0)\d+ requests$/);
  await raisePanel(page, 130);
  await view.locator('.row', { hasText: '/orders' }).click();
  await view.locator('.detail pre').first().waitFor();
  await page.mouse.move(640, 745);
}

/** A guest book, the routes that answer it, and what was asked. */
async function routes({ site }: Desk, page: Page): Promise<void> {
  const tides = await backend((_asked, response) => response.end('{"high":"14:05"}'));
  const file = path.join(site, 'porthole.routes.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('http://localhost:8080', tides.origin));
  await openFile(page, 'porthole.routes.json');
  await statusItem(page).click();
  await statusSays(page, /^\d+$/);
  const view = await openTraffic(page);
  const shown = await previewPage(page);
  await shown.getByLabel('Your name').fill('Hedy');
  await shown.getByRole('button', { name: 'Sign' }).click();
  await shown.locator('li', { hasText: 'Hedy' }).waitFor();
  await shown.locator('li', { hasText: 'Ada' }).getByRole('button').click();
  await shown.getByLabel('Name', { exact: true }).fill('Hedy');
  await shown.getByLabel('Message').fill('See you on Saturday.');
  await shown.getByRole('button', { name: 'Send' }).click();
  await shown.getByText('Thank you, Hedy').waitFor();
  await tides.close();
  await view.locator('.row', { hasText: '/contact' }).click();
  await view.locator('.detail pre').first().waitFor();
  await page.mouse.move(640, 745);
}

/** A page with a broken link, an unclosed tag and a second element of one id, and the list of them below. */
async function problems(desk: Desk, page: Page): Promise<void> {
  const file = path.join(desk.site, 'index.html');
  const mistakes = ['<p id="contact">Open <em>daily</p>', '<a href="about/indx.html">About us</a>'];
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('</main>', `${mistakes.join('\n')}\n</main>`));
  await goLive(desk, page);
  await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', mistakes[0] ?? ''));
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel').getByText('Porthole').first().waitFor();
  await page.mouse.move(640, 745);
}

/** Drags the upper edge of the panel up by so many pixels. */
async function raisePanel(page: Page, by: number): Promise<void> {
  const part = page.locator('.part.panel');
  await part.waitFor();
  const panel = await part.boundingBox();
  if (!panel) throw new Error('The panel is not there.');
  const x = panel.x + panel.width / 3;
  await page.mouse.move(x, panel.y - 3);
  await page.mouse.down();
  await page.mouse.move(x, panel.y - by, { steps: 8 });
  await page.mouse.up();
}

const ORDERS = `const orders = [
  { name: 'Rye loaf', count: 2, price: 4.5 },
  { name: 'Sea salt roll', count: 6, price: 0.9 },
];
console.log('%cHarbour Lights%c opens at', 'font-weight: bold', '', { hour: 6, days: ['Mon', 'Fri'] });
console.table(orders);
for (const order of orders) console.info('ordered', order.name, order);
if (orders.length < 3) console.warn('Few orders today', document.querySelector('h1'));
function totalOf(list) {
  return list.reduce((sum, { price, count }) => sum + price * cuont, 0);
}
totalOf(orders);
`;

/** The console below the page that writes to it. */
async function consoled(desk: Desk, page: Page): Promise<void> {
  const index = path.join(desk.site, 'index.html');
  const html = await readFile(index, 'utf8');
  await writeFile(path.join(desk.site, 'scripts', 'orders.js'), ORDERS);
  await writeFile(index, html.replace('</body>', '<script src="scripts/orders.js"></script>\n</body>'));
  await goLive(desk, page);
  await runCommand(page, 'Porthole: Show Console');
  await raisePanel(page, 120);
  const view = await consoleFrame(page);
  await (await previewPage(page)).evaluate(() => location.reload());
  await view.locator('.line', { hasText: 'cuont' }).first().waitFor();
  await page.mouse.move(640, 755);
}

/** A stylesheet that a glob leaves out, and the doctor that says so. */
async function diagnosed(desk: Desk, page: Page): Promise<void> {
  const settings = path.join(desk.site, '.vscode', 'settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify({ 'porthole.ignore': ['styles/**'] }));
  await goLive(desk, page);
  await openFile(page, 'styles/tokens.css', ...placeOf(desk.site, 'styles/tokens.css', '#f2a541'));
  await typeOver(page, '#f2a541'.length, '#00aa55');
  await save(page);
  await runCommand(page, 'Porthole: Why Does My Page Not Update?');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'styles/**' }).first().waitFor();
  await page.mouse.move(640, 745);
}

/** The view with the code for a phone, and a connected phone. */
async function shared(desk: Desk, page: Page): Promise<void> {
  await goLive(desk, page);
  await runCommand(page, 'Porthole: Show on Phone or Tablet');
  const view = await shareFrame(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await view.locator('#copy').click();
  const link = await eventually('the link is in the clipboard', async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return text.includes('token=') ? { text } : text;
  });
  const phone = await desk.browser.newContext(devices['iPhone 15'] ?? {});
  await (await phone.newPage()).goto(link.text);
  await view.locator('#devices li').first().waitFor();
  await page.mouse.move(640, 745);
}

/** The part of the window that the film shows: the editor's lines and the page beside them. */
const STAGE = { x: 0, y: 0, width: 1100, height: 390 };
/** Milliseconds that the first and the last moment stand, and a typed letter. */
const MOMENT = 1900;
const LETTER = 170;

/** The story as one picture that moves. */
async function takeFilm(name: string): Promise<void> {
  if (!isWanted(name)) return;
  const file = path.join(MEDIA, name);
  const desk = await setUp(LOOK, true);
  try {
    const page = await desk.open({ viewport: { width: STAGE.width, height: 640 } });
    await page.keyboard.press('Control+B');
    const frames: Frame[] = [];
    const shoot = async (stands: number): Promise<void> => {
      frames.push({ png: await page.screenshot({ clip: STAGE }), stands });
    };
    await tellStory(
      desk,
      page,
      async moment => {
        await page.mouse.move(20, 600);
        await pause(1000);
        await shoot(moment === 'While typing, nothing saved' ? LETTER : MOMENT);
      },
      async () => {
        // The page follows within two frames of the screen.
        await pause(100);
        await shoot(LETTER);
      },
    );
    await writeFile(file, animation(frames));
  } finally {
    await desk.close();
  }
  say(`  ${file}`);
}

/** A click that lands, as one picture that moves. */
async function takeLanding(name: string): Promise<void> {
  if (!isWanted(name)) return;
  const file = path.join(MEDIA, name);
  const desk = await setUp(LOOK, true);
  try {
    const page = await desk.open({ viewport: { width: 1000, height: 460 } });
    await page.keyboard.press('Control+B');
    await goLive(desk, page);
    await writeFile(file, await landing(desk, page));
  } finally {
    await desk.close();
  }
  say(`  ${file}`);
}

async function takePictures(): Promise<void> {
  if (isWanted('landing.png')) await takeLanding('landing.png');
  await takeFilm('following.png');
  for (const theme of ['Light Modern', 'Dark Modern']) {
    const nameOf = (name: string): string => (theme === 'Dark Modern' ? `${name}-dark.png` : `${name}.png`);
    await take(nameOf('preview'), theme, editing);
    await take(nameOf('pick'), theme, async (desk, page) => {
      await goLive(desk, page);
      await picking(desk, page);
    });
    await take(nameOf('rules'), theme, async (desk, page) => {
      await goLive(desk, page);
      await ruleList(desk, page);
    });
    await take(nameOf('outline'), theme, async (desk, page) => {
      await goLive(desk, page);
      return outlined(desk, page);
    });
    await take(nameOf('traffic'), theme, traffic);
    await take(nameOf('problems'), theme, problems);
    await take(nameOf('console'), theme, consoled);
    await take(nameOf('doctor'), theme, diagnosed);
    await take(nameOf('share'), theme, shared);
    await take(nameOf('routes'), theme, routes, 'site-api');
  }
}

void step('Taking the pictures', takePictures);
