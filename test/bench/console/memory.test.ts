// node out/test/host/runInVSCode.js bench/console: memory of the extension host after many console messages.
import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { Browser, Page } from 'playwright-core';
import * as vscode from 'vscode';
import { WebSocket } from 'ws';
import { type ConsoleEntry, MOST_A_SECOND } from '../../../src/protocol/consoleMessages';
import { isObject } from '../../host/suites';
import { launchBrowser } from '../../host/browser';
import { folder, pause, run, until } from '../../editor/helpers';
import { median, readable } from '../figures';
import { Figures } from '../inWindow';

/**
 * Number of clients, each of which sends as many messages a second as a page: real pages would overload two
 * cores.
 */
const CLIENTS = 10;
const EVERY = 100;
const AT_ONCE = MOST_A_SECOND / (1000 / EVERY);

/** Messages that the server's thread has handed to the extension. */
let heard = 0;
// oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
const { emit } = Worker.prototype;

function count(this: Worker, name: string | symbol, ...values: unknown[]): boolean {
  const [message] = values;
  if (name === 'message') heard += entriesIn(message);
  return Reflect.apply<Worker, [string | symbol, ...unknown[]], boolean>(emit, this, [name, ...values]);
}

/** Console entries in a message of the thread, at any depth. */
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

/** The live channel's address of a page, and one of its messages, which the clients repeat. */
interface Recorded {
  readonly url: string;
  readonly entry: ConsoleEntry;
}

/** A page logs until the extension has received so many messages, all different. */
async function logUntil(most: number, page: Page, url: string): Promise<Recorded> {
  let live = '';
  let entry: ConsoleEntry | undefined;
  page.on('websocket', socket => {
    live = socket.url();
    socket.on('framesent', ({ payload }) => {
      const message = JSON.parse(String(payload)) as { entries?: readonly ConsoleEntry[] };
      entry ??= message.entries?.find(({ values }) => values[0]?.text.startsWith('message'));
    });
  });
  await page.goto(url);
  await page.evaluate(
    ([every, atOnce]) => {
      let at = 0;
      setInterval(() => {
        for (let more = 0; more < atOnce; more++) {
          at++;
          console.log(`message ${at} of the page`, { at, list: [at, at + 1], text: 'x'.repeat(80) });
        }
      }, every);
    },
    [EVERY, AT_ONCE] as const,
  );
  await until(`${most} messages`, () => heard >= most || undefined, 60_000);
  await page.close();
  return { url: live, entry: entry ?? assert.fail('no message was sent') };
}

/** A live channel without a page, whose console the extension listens to. */
async function clientOf(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', data => {
      const text = (data as Buffer).toString();
      if (text.includes('"console"') && text.includes('"arm"')) resolve();
    });
  });
  return socket;
}

/** The clients send until the extension has received so many messages, all different. */
async function sendUntil(most: number, clients: readonly WebSocket[], like: ConsoleEntry): Promise<void> {
  let at = 0;
  const [, ...values] = like.values;
  const next = (): ConsoleEntry => {
    at++;
    return { ...like, values: [{ kind: 'text', text: `message ${at} of ${Math.random()}` }, ...values] };
  };
  const timer = setInterval(() => {
    for (const client of clients) {
      const entries = Array.from({ length: AT_ONCE }, next);
      client.send(JSON.stringify({ type: 'console', what: 'entries', entries, omitted: 0 }));
    }
  }, EVERY);
  try {
    await until(`${most} messages`, () => heard >= most || undefined, 120_000);
  } finally {
    clearInterval(timer);
  }
  await pause(1500);
}

const mebibytes = (bytes: number): string => `${readable(bytes / 2 ** 20)} MiB`;

describe('the memory of the extension host', () => {
  const figures = new Figures('console');
  let browser: Browser;
  let clients: readonly WebSocket[] = [];

  before(async () => {
    Object.assign(Worker.prototype, { emit: count });
    browser = await launchBrowser();
  });
  after(async () => {
    Object.assign(Worker.prototype, { emit });
    for (const client of clients) client.terminate();
    await browser.close();
    figures.keep();
  });

  it('is the same after 100,000 messages as after 1,000', async function () {
    this.timeout(240_000);
    const { url } = await run('porthole.start', folder());
    await vscode.commands.executeCommand('porthole.showConsole');
    await pause(3000);
    const empty = await heap();
    const { url: live, entry } = await logUntil(1_000, await browser.newPage(), url);
    clients = await Promise.all(Array.from({ length: CLIENTS }, () => clientOf(live)));
    const few = heard;
    const after = await heap();
    await sendUntil(100_000, clients, entry);
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
