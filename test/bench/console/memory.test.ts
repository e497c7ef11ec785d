// node out/test/host/runInVSCode.js bench/console: what messages of pages leave behind in the extension host.
import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { Browser, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { isObject } from '../../host/suites';
import { launchBrowser } from '../../host/browser';
import { folder, pause, run, until } from '../../editor/helpers';
import { median, readable } from '../figures';
import { Figures } from '../inWindow';

/** A page tells of 200 messages a second; so many pages at once tell of 100,000 in about a minute. */
const PAGES = 8;
const EVERY = 100;
const AT_ONCE = 18;

/** Messages that the server's thread has handed to the extension. */
let heard = 0;
// oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
const { emit } = Worker.prototype;

function count(this: Worker, name: string | symbol, ...values: unknown[]): boolean {
  const [message] = values;
  if (name === 'message') heard += entriesIn(message);
  return Reflect.apply<Worker, [string | symbol, ...unknown[]], boolean>(emit, this, [name, ...values]);
}

/** Entries of consoles in a message of the thread, however deep it carries them. */
function entriesIn(message: unknown): number {
  if (!isObject(message)) return 0;
  if (message['type'] === 'entries' && Array.isArray(message['entries'])) return message['entries'].length;
  return Object.values(message).reduce<number>((sum, value) => sum + entriesIn(value), 0);
}

/** Bytes of the heap that are in use after a collection. */
async function heap(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const read: number[] = [];
  for (let round = 0; round < 5; round++) {
    await pause(300);
    collect();
    read.push(process.memoryUsage().heapUsed);
  }
  return median(read);
}

/** These pages log until the extension has got so many messages; none repeats another. */
async function logUntil(most: number, some: readonly Page[]): Promise<void> {
  await Promise.all(
    some.map(page =>
      page.evaluate(
        ([every, atOnce]) => {
          let at = 0;
          const timer = setInterval(() => {
            for (let more = 0; more < atOnce; more++) {
              at++;
              console.log(`message ${at} of ${Math.random()}`, {
                at,
                list: [at, at + 1],
                text: 'x'.repeat(80),
              });
            }
          }, every);
          Object.assign(window, { timer });
        },
        [EVERY, AT_ONCE] as const,
      ),
    ),
  );
  await until(`${most} messages`, () => heard >= most || undefined, 180_000);
  await Promise.all(some.map(page => page.evaluate('clearInterval(timer)')));
  await pause(1500);
}

const mebibytes = (bytes: number): string => `${readable(bytes / 2 ** 20)} MiB`;

describe('the memory of the extension host', () => {
  const figures = new Figures('console');
  let browser: Browser;
  let pages: Page[] = [];

  before(async () => {
    Object.assign(Worker.prototype, { emit: count });
    browser = await launchBrowser();
  });
  after(async () => {
    Object.assign(Worker.prototype, { emit });
    await browser.close();
    figures.keep();
  });

  it('is the same after 100,000 messages as after 1,000', async function () {
    this.timeout(280_000);
    const { url } = await run('porthole.start', folder());
    await vscode.commands.executeCommand('porthole.showConsole');
    pages = await Promise.all(Array.from({ length: PAGES }, () => browser.newPage()));
    for (const page of pages) await page.goto(url);
    await pause(3000);
    const empty = await heap();
    await logUntil(1_000, pages.slice(0, 1));
    const few = heard;
    const after = await heap();
    await logUntil(100_000, pages);
    const value = (await heap()) / after;
    assert.ok(heard >= 100_000 && few < 2_000, `${few}, ${heard}`);
    figures.judge({
      what: 'heap of the extension host after 100,000 messages of pages, the console in view',
      value,
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${mebibytes(value * after)} after ${heard}`,
      reference: `${mebibytes(after)} after ${few}, ${mebibytes(empty)} before the first`,
    });
  });
});
