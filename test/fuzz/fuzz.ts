import * as fc from 'fast-check';
import { handlerMessages } from './handlers';
import { http2Frames } from './http2';
import { liveMessages } from './live';
import { proxyReplies } from './proxy';
import { jsonBodies, type Kind, multiparts, raw } from './requests';
import { routesFiles } from './routesFiles';
import { descriptorsAreBack, type Process, type Seen, start, startProcess, type Subject } from './subject';

/** Inputs of each kind against one server. */
const RUNS = 20;
/** The most characters of an input that are shown; the seed reproduces it completely. */
const LONGEST_INPUT = 4000;

export interface Tally extends Seen {
  readonly rounds: number;
  readonly inputs: number;
}

/** Plays inputs of one kind; throws with the seed and the smallest input that fails. */
async function playKind<T>(subject: Subject, { what, inputs, play }: Kind<T>, seed: number): Promise<void> {
  const property = fc.asyncProperty(inputs, input => subject.play(() => play(subject, input)));
  const found = await fc.check(property, { seed, numRuns: RUNS });
  if (!found.failed) return;
  const smallest = fc.stringify(found.counterexample).slice(0, LONGEST_INPUT);
  const why = found.errorInstance;
  throw new Error(
    `${what} fail: ${why instanceof Error ? (why.stack ?? why.message) : String(why)}\nsmallest input: ${smallest}\nagain: npm run fuzz -- --seed ${seed}`,
  );
}

const runOf =
  <T>(kind: Kind<T>) =>
  (subject: Subject, seed: number): Promise<void> =>
    playKind(subject, kind, seed);

const KINDS = [
  runOf(raw),
  runOf(multiparts),
  runOf(jsonBodies),
  runOf(routesFiles),
  runOf(liveMessages),
  runOf(proxyReplies),
  runOf(handlerMessages),
  runOf(http2Frames),
];

/** Plays every kind of input against one server, which must then have closed everything. */
async function playRound({ remote }: Process, seed: number): Promise<Seen> {
  const before = await remote.descriptors();
  const subject = await start(remote);
  try {
    for (const run of KINDS) await run(subject, seed);
  } finally {
    await subject.close();
  }
  await descriptorsAreBack(remote, before).catch((error: unknown) => {
    throw new Error(`Descriptors stay open; again: npm run fuzz -- --seed ${seed}`, { cause: error });
  });
  return subject.seen();
}

/** Plays rounds, each with the next seed, until the time is over; at least one. */
export async function fuzz(seed: number, milliseconds: number): Promise<Tally> {
  const running = startProcess();
  try {
    // The first server loads code and opens descriptors that stay open.
    await (await start(running.remote)).close();
    const until = performance.now() + milliseconds;
    let rounds = 0;
    let [slowest, hold] = [0, 0];
    do {
      const played = seed + rounds++;
      const seen = await playRound(running, played).catch((error: unknown) => {
        // The process may end between two inputs.
        throw new Error(`Seed ${played}, round ${rounds}`, { cause: error });
      });
      slowest = Math.max(slowest, seen.slowest);
      hold = Math.max(hold, seen.hold);
    } while (performance.now() < until);
    return { rounds, inputs: rounds * RUNS * KINDS.length, slowest, hold };
  } finally {
    await running.end();
  }
}
