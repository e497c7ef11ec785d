// node problems.js: processor time of the problems of a document of 100 kB beside a bare parse of it; and typing into it with all
// problems on beside none.
import path from 'node:path';
import { Parser } from 'parse5';
import type { ServerEvents } from '../../src/server';
import { Tab } from '../server/live/tab';
import { endAll, serve, type Served } from '../server/support/serve';
import { pause } from '../host/processes';
import { median, percentile, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';

const SIZE = 100_000;
/** Milliseconds between two keys, and after a word. */
const KEY = 80;
const WORD = 450;

const card = (at: number): string =>
  `<section class="card" id="s${at}"><h2>Heading ${at}</h2><p>Some text with <a href="page${at % 50}.html#s${at}">a link ${at}</a>, <b>bold</b> and <img src="images/p${at % 40}.png" alt="x"> more words.</p></section>\n`;

/** A document of a thousand addresses, of which most lead nowhere. */
function documentOf(word: string): string {
  let text = `<!doctype html>\n<html lang="en"><head><title>a</title><style>h2 { color: red }</style></head><body>\n<p id="word">${word}</p>\n`;
  for (let at = 0; text.length < SIZE; at++) text += card(at);
  return `${text}</body></html>\n`;
}

/** Milliseconds of processor time of this process. */
const spent = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
};

interface Author {
  readonly served: Served;
  readonly type: (word: string) => void;
}

async function author(events: Partial<ServerEvents>, problems: 'all' | 'off'): Promise<Author> {
  const served = await serve(
    { 'index.html': documentOf('a'), 'page1.html': '<p id="s1">' },
    { problems },
    {},
    events,
  );
  const file = path.join(served.root, 'index.html');
  let version = 1;
  served.server.setLogLevel('info');
  served.server.opened([file]);
  return {
    served,
    type: word => served.server.overlay({ path: file, text: documentOf(word), version: ++version }),
  };
}

/** Processor time from a text to its problems, and that of a bare parse. */
async function costs(count: number): Promise<{ ours: number[]; bare: number[] }> {
  const ours: number[] = [];
  const bare: number[] = [];
  let told: (() => void) | undefined;
  const { type } = await author({ faults: ({ source }) => source.startsWith('check:') && told?.() }, 'all');
  for (let at = -5; at < count; at++) {
    const text = documentOf(`word <b>${at}`);
    let from = process.cpuUsage();
    new Parser({}).tokenizer.write(text, true);
    if (at >= 0) bare.push(spent(from));
    const reported = new Promise<void>(resolve => (told = resolve));
    // A different place each time: unchanged problems are not reported again.
    type(`${'x'.repeat(at + 6)} <i>`);
    // The check begins 300 ms after the text: what the text itself costs is over by then.
    await pause(250);
    from = process.cpuUsage();
    await reported;
    if (at >= 0) ours.push(spent(from));
  }
  return { ours, bare };
}

/** Milliseconds from each text, typed at a person's pace, to the page's message. */
async function typing(count: number): Promise<Record<'all' | 'off', number[]>> {
  const times: Record<'all' | 'off', number[]> = { all: [], off: [] };
  const authors = { all: await author({}, 'all'), off: await author({}, 'off') };
  const tabs = { all: await Tab.open(authors.all.served), off: await Tab.open(authors.off.served) };
  for (let at = -10; at < count; at++)
    for (const mode of at % 2 === 0 ? (['all', 'off'] as const) : (['off', 'all'] as const)) {
      const { heard } = tabs[mode];
      const before = heard.length;
      const began = performance.now();
      authors[mode].type(`${'letters'.repeat(3)}${at}`);
      while (heard.length === before) await new Promise(resolve => setImmediate(resolve));
      if (at >= 0) times[mode].push(performance.now() - began);
      await pause(at % 5 === 4 ? WORD : KEY);
    }
  for (const tab of Object.values(tabs)) tab.close();
  return times;
}

async function problems({ quick }: Asked): Promise<Figure[]> {
  const { ours, bare } = await costs(quick ? 6 : 30);
  const { all, off } = await typing(quick ? 20 : 100);
  await endAll();
  const [cost, parse] = [median(ours), median(bare)];
  return [
    {
      what: 'problems of a document of 100 kB and 1,000 addresses, processor time',
      value: cost,
      unit: 'ms',
      goal: { atMost: 30 },
      ours: `${readable(cost)} ms, p95 ${readable(percentile(ours, 0.95))}`,
      reference: `a bare parse: ${readable(parse)} ms; ${readable(cost / parse)} ×`,
    },
    {
      what: 'a key to the message for the page, with all problems on beside none',
      value: median(all) / median(off),
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${readable(median(all))} ms, p95 ${readable(percentile(all, 0.95))}`,
      reference: `${readable(median(off))} ms, p95 ${readable(percentile(off, 0.95))}`,
    },
  ];
}

measure('problems', problems);
