// node share.js [--only=secure|pages|keys|images]: a second device beside the machine itself, and HTTPS beside a bare node:https.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { createServer, type DevServer } from '../../src/server';
import { makeCertificate } from '../../src/server/tls/certificates';
import { nodeScript, rotated } from './contenders';
import { median, medianRatio, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { load, script } from './processes';
import { htmlText, folderIn, makeSite } from './site';

/** Another address of this machine. */
const OTHER = '127.0.0.2';
const IMAGES = 40;
/** Pixels of each, three bytes a pixel and rows of a multiple of four bytes; then the bytes of the whole file. */
const [WIDTH, HEIGHT, HEAD] = [68, 98, 54];
const PICTURE = HEAD + WIDTH * HEIGHT * 3;
const PAGE_SCRIPT = path.resolve(__dirname, '..', '..', '..', 'dist', 'page.js');

interface Pair {
  readonly ours: number[];
  readonly theirs: number[];
}

/** Requests a second by HTTPS from our server in its thread, and from a bare one. */
async function perSecond(root: string, { quick }: Asked, cert: string, key: string): Promise<Figure> {
  const contenders = [
    nodeScript('bare node:https', 'limit', (port, at) => [script('bare'), port, at, cert, key]),
    nodeScript('Porthole', 'ours', (port, at) => [script('threadHost'), port, at, cert, key]),
  ] as const;
  const [limit, ours] = contenders;
  const found = new Map(contenders.map(contender => [contender, [] as number[]]));
  const headers = { Accept: 'text/css,*/*;q=0.1', 'User-Agent': 'bench' };
  const what = { path: '/style.css', headers, status: 200, connections: 16, pause: 0, secure: true };
  for (let start = 0; start < (quick ? 2 : 6); start++) {
    const servers = await Promise.all(contenders.map(async each => [each, await each.start(root)] as const));
    for (let round = -1; round < 2; round++)
      for (const [contender, { port }] of rotated(servers, round + 1)) {
        const loaded = await load(port, { ...what, seconds: quick ? 1 : 2 });
        if (round >= 0) found.get(contender)?.push(loaded.perSecond);
      }
    for (const [, server] of servers) await server.stop();
  }
  const [mine, bare] = [found.get(ours) ?? [], found.get(limit) ?? []];
  return {
    what: '1 KiB stylesheet over HTTPS, 16 connections, recorded',
    value: medianRatio(mine, bare),
    unit: '×',
    goal: { atLeast: 0.8 },
    ours: `${readable(median(mine))}/s`,
    reference: `bare node:https from memory: ${readable(median(bare))}/s`,
  };
}

const serve = (root: string, certificates: string, https: 'off' | 'always' = 'off'): DevServer =>
  createServer({ root, port: 0, pageScript: PAGE_SCRIPT, certificates, https }, {}, 'off');

/** Milliseconds until a page has loaded. @param check looks at the page afterwards */
async function loading(
  browser: Browser,
  address: () => Promise<string>,
  check?: (page: Page) => Promise<void>,
): Promise<number> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const began = performance.now();
  await page.goto(await address(), { waitUntil: 'load' });
  const took = performance.now() - began;
  await check?.(page);
  await context.close();
  return took;
}

/**
 * Milliseconds from the command to share until the first page on a second device, beside the same page on
 * this machine.
 */
async function firstPages(browser: Browser, root: string, asked: Asked): Promise<readonly Figure[]> {
  const server = serve(root, folderIn(asked.scratch, 'made'));
  const { url } = await server.listen();
  const times: Pair = { ours: [], theirs: [] };
  for (let round = -1; round < (asked.quick ? 5 : 15); round++) {
    const theirs = await loading(browser, async () => `${url}index.html`);
    const ours = await loading(browser, async () => {
      const sharing = await server.sharing();
      const options = { address: OTHER, page: '/index.html', directoryListing: false };
      return (await sharing.share(options)).joinUrl;
    });
    if (round < 0) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  await server.close();
  const [ours, reference] = [
    `${readable(median(times.ours))} ms`,
    `on loopback: ${readable(median(times.theirs))} ms`,
  ];
  const common = { ours, reference };
  return [
    {
      what: 'from sharing to the first page on a second device',
      value: median(times.ours),
      unit: 'ms',
      goal: { atMost: 1000 },
      ...common,
    },
    {
      what: 'the same beside the page on this machine',
      value: medianRatio(times.ours, times.theirs),
      unit: '×',
      goal: { atMost: 1.5 },
      ...common,
    },
  ];
}

/** Notes in a page when a place shows a text. */
function note(): void {
  const shown: Record<string, number> = {};
  Object.assign(window, { shown });
  const place = document.getElementById('p5');
  if (!place) throw new Error('There is no #p5.');
  new MutationObserver(() => {
    shown[place.textContent ?? ''] = performance.timeOrigin + performance.now();
  }).observe(place, { childList: true, characterData: true, subtree: true });
}

const shownAt = async (page: Page, text: string): Promise<number> => {
  const found = await page.waitForFunction(
    wanted => (window as unknown as { shown: Record<string, number> }).shown[wanted],
    text,
    { polling: 5 },
  );
  return Number(await found.jsonValue());
};

/** Types into a page that is open alone: two at once would share the processor. The median of the milliseconds until it shows a key. */
async function typing(browser: Browser, server: DevServer, file: string, address: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(note);
  await page.waitForTimeout(500);
  const times: number[] = [];
  for (let key = 0; key < 25; key++) {
    const text = `key ${key} ${performance.now()}`;
    const source = htmlText(10_240).replace(/(<p id="p5">)[^<]*/, (_, tag: string) => tag + text);
    const typed = performance.timeOrigin + performance.now();
    server.overlay({ path: file, text: source, version: key + 1 });
    const took = (await shownAt(page, text)) - typed;
    if (key >= 5) times.push(took);
  }
  server.overlay({ path: file, text: undefined, version: 0 });
  await context.close();
  return median(times);
}

/** From a keystroke to the page, on a second device and on this machine in turns. */
async function keystrokes(browser: Browser, root: string, asked: Asked): Promise<Figure> {
  const server = serve(root, folderIn(asked.scratch, 'made'));
  const { url } = await server.listen();
  const sharing = await server.sharing();
  const file = path.join(root, 'index.html');
  const times: Pair = { ours: [], theirs: [] };
  for (let round = -1; round < (asked.quick ? 3 : 8); round++) {
    const { joinUrl } = await sharing.share({ address: OTHER, page: '/index.html', directoryListing: false });
    const theirs = await typing(browser, server, file, `${url}index.html`);
    const ours = await typing(browser, server, file, joinUrl);
    if (round < 0) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  await server.close();
  return {
    what: 'from a keystroke to the page on a second device',
    value: medianRatio(times.ours, times.theirs),
    unit: '×',
    goal: { atMost: 1.5 },
    ours: `${readable(median(times.ours))} ms`,
    reference: `to the page on this machine: ${readable(median(times.theirs))} ms`,
  };
}

/**
 * Fails unless every image came whole and by this protocol: a fallback to another one would make the figure
 * meaningless.
 */
const cameBy =
  (protocol: string) =>
  async (page: Page): Promise<void> => {
    const came = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ initiatorType }) => initiatorType === 'img')
        .map(({ nextHopProtocol, decodedBodySize }) => `${nextHopProtocol} ${decodedBodySize}`),
    );
    const wanted = `${protocol} ${PICTURE}`;
    if (came.length !== IMAGES || came.some(each => each !== wanted))
      throw new Error(
        `${IMAGES} × ${wanted} expected, but ${came.length} came: ${[...new Set(came)].join(', ')}`,
      );
  };

/** A page with forty images over HTTPS, by HTTP/2 and by HTTP/1.1. */
async function images(root: string, asked: Asked): Promise<Figure> {
  const server = serve(root, folderIn(asked.scratch, 'made'), 'always');
  const { url } = await server.listen();
  const browsers = [await launchBrowser(), await launchBrowser({ args: ['--disable-http2'] })] as const;
  const times: Pair = { ours: [], theirs: [] };
  for (let round = -1; round < (asked.quick ? 7 : 21); round++) {
    const ours = await loading(browsers[0], async () => `${url}forty.html`, cameBy('h2'));
    const theirs = await loading(browsers[1], async () => `${url}forty.html`, cameBy('http/1.1'));
    if (round < 0) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  await Promise.all(browsers.map(browser => browser.close()));
  await server.close();
  return {
    what: `a page with ${IMAGES} images by HTTP/2`,
    value: medianRatio(times.ours, times.theirs),
    unit: '×',
    goal: { atMost: 1.1 },
    ours: `${readable(median(times.ours))} ms`,
    reference: `by HTTP/1.1: ${readable(median(times.theirs))} ms`,
  };
}

/** A real picture: Chromium cancels the load of bytes that are no image, more often over HTTP/1.1. */
function bitmap(): Buffer {
  const bytes = Buffer.alloc(PICTURE, 7);
  bytes.fill(0, 0, HEAD).write('BM', 'latin1');
  for (const [at, value] of [
    [2, PICTURE],
    [10, HEAD],
    [14, 40],
    [18, WIDTH],
    [22, HEIGHT],
    [34, PICTURE - HEAD],
  ] as const)
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

function put(root: string, { cert, key }: { readonly cert: string; readonly key: string }): void {
  const picture = bitmap();
  const tags = Array.from({ length: IMAGES }, (_, at) => {
    writeFileSync(path.join(root, `i${at}.bmp`), picture);
    return `<img src="i${at}.bmp" alt="">`;
  });
  writeFileSync(path.join(root, 'forty.html'), `<!doctype html><title>forty</title>${tags.join('')}`);
  writeFileSync(path.join(root, 'cert.pem'), cert);
  writeFileSync(path.join(root, 'key.pem'), key);
}

/** The parts in their order; each opens browsers of its own, since one that has shown many pages is slower. */
const parts: Readonly<Record<string, (root: string, asked: Asked) => Promise<readonly Figure[]>>> = {
  secure: async (root, asked) => [
    await perSecond(root, asked, path.join(root, 'cert.pem'), path.join(root, 'key.pem')),
  ],
  pages: (root, asked) => inBrowser(browser => firstPages(browser, root, asked)),
  keys: (root, asked) => inBrowser(async browser => [await keystrokes(browser, root, asked)]),
  images: async (root, asked) => [await images(root, asked)],
};

async function inBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchBrowser();
  const result = await work(browser);
  await browser.close();
  return result;
}

measure('share', async asked => {
  const root = makeSite(folderIn(asked.scratch, 'site'));
  put(root, makeCertificate(['localhost', '127.0.0.1'], new Date()));
  const figures: Figure[] = [];
  for (const [name, run] of Object.entries(parts))
    if (asked.only === undefined || asked.only === name) figures.push(...(await run(root, asked)));
  return figures;
});
