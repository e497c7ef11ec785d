// node updates.js: milliseconds from a save on the disk to the message at a connected page, beside a bare watch of the folder.
import { watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pause } from '../host/processes';
import { inThread } from './contenders';
import { percentile, readable } from './figures';
import { Listener, NAVIGATION, textOf } from './listener';
import { type Asked, type Figure, measure } from './measure';
import { cssText, htmlText, makeSite } from './site';

interface Kind {
  readonly what: string;
  /** Of the page that hears of it. */
  readonly page: string;
  readonly file: string;
  readonly text: (mark: string) => string;
  readonly headers: Record<string, string>;
}

/** As long as any mark, so that a cut text ends at the same place. */
const UNMARKED = 'mark 00000';

const KINDS: readonly Kind[] = [
  {
    what: '10 KiB page with other words',
    page: '/index.html',
    file: 'index.html',
    text: mark => htmlText(10_240, mark),
    headers: NAVIGATION,
  },
  {
    what: '10 KiB page with another element',
    page: '/about.html',
    file: 'about.html',
    text: mark => htmlText(10_240, UNMARKED).replace('<body>', `<body>\n<p id="${mark}">${mark}</p>`),
    headers: NAVIGATION,
  },
  {
    what: '1 KiB stylesheet',
    page: '/index.html',
    file: 'style.css',
    text: mark => cssText(1024, mark),
    headers: { 'Sec-Fetch-Dest': 'style' },
  },
];

/** The outcomes of the saves, in milliseconds and counts. */
interface Tally {
  readonly ours: number[];
  readonly watch: number[];
  missed: number;
  stale: number;
  messages: number;
}

/** One save: when the page and the watch heard of it, and whether a fetch then brings it. */
async function save(
  root: string,
  port: number,
  page: Listener,
  kind: Kind,
  round: number,
  tally: Tally,
): Promise<void> {
  const mark = `mark ${String(round + 100).padStart(5, '0')}`;
  let seen: number | undefined;
  const watcher = watch(root, () => (seen ??= performance.now()));
  // The watch is active before the save, and the previous save is over.
  await pause(250);
  page.heard.length = 0;
  const began = performance.now();
  writeFileSync(path.join(root, kind.file), kind.text(mark));
  const time = await page.next(3000);
  if (time === undefined) tally.missed += 1;
  else {
    tally.ours.push(time - began);
    if (!(await textOf(port, `/${kind.file}`, kind.headers)).includes(mark)) tally.stale += 1;
  }
  await pause(250);
  if (seen !== undefined) tally.watch.push(seen - began);
  tally.messages += page.heard.length;
  watcher.close();
}

const blank = (): Tally => ({ ours: [], watch: [], missed: 0, stale: 0, messages: 0 });

function figuresOf(what: string, tally: Tally, saves: number): readonly Figure[] {
  const at = (share: number, goal: number): Figure => {
    const value = percentile(tally.ours, share);
    return {
      what: `${what} saved on disk → message at a page, p${share * 100} of ${saves}`,
      value,
      unit: 'ms',
      goal: { atMost: goal },
      ours: `${readable(value)} ms`,
      reference: `bare watch: ${readable(percentile(tally.watch, share))} ms`,
    };
  };
  const count = (of: string, value: number, goal: number): Figure => {
    const ours = String(value);
    return {
      what: `${what}: ${of}`,
      value,
      unit: 'count',
      goal: { atMost: goal },
      ours,
      reference: `${saves} saves`,
    };
  };
  return [
    at(0.5, 3),
    at(0.95, 10),
    count('saves that no message told of', tally.missed, 0),
    count('messages after which a fetch brought old bytes', tally.stale, 0),
    count('messages', tally.messages, saves),
  ];
}

async function updates({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const root = makeSite(scratch);
  const server = await inThread.start(root);
  writeFileSync(path.join(root, 'about.html'), htmlText(10_240, UNMARKED));
  const pages = new Map<string, Listener>();
  for (const { page } of KINDS) if (!pages.has(page)) pages.set(page, await Listener.open(server.port, page));
  const tallies = new Map(KINDS.map(kind => [kind, blank()]));
  const rounds = quick ? 10 : 60;
  for (let round = -3; round < rounds; round++)
    for (const [kind, tally] of tallies) {
      const page = pages.get(kind.page);
      if (page) await save(root, server.port, page, kind, round, round < 0 ? blank() : tally);
    }
  for (const page of pages.values()) page.close();
  await server.stop();
  return [...tallies].flatMap(([kind, tally]) => figuresOf(kind.what, tally, rounds));
}

measure('updates', updates);
