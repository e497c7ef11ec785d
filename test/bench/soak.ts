// node out/test/bench/soak.js [--quick]: three minutes of everything at once, after half as long to warm up, against the server as VS
// Code runs it: whole files and parts, documents, revalidation, pipelines, forms, pages that come and go, clients that leave in the middle or talk
// nonsense, a file that is replaced all the time. Every body is checked by its hash; at the end descriptors, sockets and memory
// have to be back where they were.
import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../host/say';
import { inThread } from './contenders';
import { readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { descriptorsOf, memoryOf, type Started } from './processes';
import { makeSoakSite, type SoakSite } from './soakSite';
import { randomFrom, Tally, Visitor } from './soakVisitor';

const VISITORS = 24;
/** Seconds. */
const WARM_UP = 90;
/** Milliseconds between two states of the file that changes. */
const CHANGES = 50;
/** Longer than the server keeps an idle connection, and than it remembers a page that has gone. */
const REST = 8000;
/** Node takes a while after the last request until it gives memory back. */
const COLLECTING = 8000;

interface State {
  readonly descriptors: number;
  readonly sockets: number;
  readonly memory: number;
}

async function load(server: Started, site: SoakSite, seconds: number, seed: number): Promise<Tally> {
  const tally = new Tally();
  const until = performance.now() + seconds * 1000;
  const changes = setInterval(() => site.changing.change(), CHANGES);
  const visitors = Array.from(
    { length: VISITORS },
    (_, i) => new Visitor(server.port, site, tally, randomFrom(seed + i * 7919)),
  );
  await Promise.all(visitors.map(visitor => visitor.goOn(until)));
  clearInterval(changes);
  return tally;
}

/** The state at rest: no connections, expired caches are empty, and garbage was collected. */
async function stateOf({ pid }: Started): Promise<State> {
  await pause(REST);
  let memory = memoryOf(pid);
  const until = performance.now() + COLLECTING;
  while (performance.now() < until) {
    await pause(100);
    memory = Math.min(memory, memoryOf(pid));
  }
  return { ...descriptorsOf(pid), memory };
}

/** Only growth counts as a leak. */
function back(what: string, before: number, after: number, unit: string): Figure {
  return {
    what: `${what} at rest, after beside before`,
    value: after / before,
    unit: '×',
    goal: { atMost: 1.1 },
    ours: `${readable(after)}${unit}`,
    reference: `${readable(before)}${unit}`,
  };
}

async function soak({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const root = path.join(scratch, 'site');
  mkdirSync(root);
  const site = makeSoakSite(root);
  const seed = Date.now() % 1e9;
  const server = await inThread.start(root);
  // Code that is loaded once and kept must be there before the first look. With rests between loads of a
  // minute, memory at rest was 103 MiB after 25 seconds, 119 after 85, then 123, 125, 126, 122.
  await load(server, site, quick ? 10 : WARM_UP, seed);
  const before = await stateOf(server);
  const duration = quick ? 15 : 180;
  const tally = await load(server, site, duration, seed + 1);
  const after = await stateOf(server);
  await server.stop();
  for (const wrong of tally.wrong.slice(0, 20)) say(`wrong: ${wrong}`);
  say(
    `seed ${seed}; in ${duration} s ${tally.answers} answers, ${readable(tally.bytes / 2 ** 20)} MiB, ` +
      `${tally.left} clients that left in the middle, ${tally.pages} pages`,
  );
  return [
    {
      what: 'answers with a wrong byte, or none where there should be one',
      value: tally.wrong.length,
      unit: 'count',
      goal: { atMost: 0 },
      ours: String(tally.wrong.length),
      reference: `${tally.answers} answers`,
    },
    back('descriptors', before.descriptors, after.descriptors, ''),
    back('sockets', before.sockets, after.sockets, ''),
    back('memory', before.memory, after.memory, ' MiB'),
  ];
}

measure('soak', soak);
