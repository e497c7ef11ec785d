import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Milliseconds of CPU time for which no other request may be held up (security rule 19). On a slow machine,
 * as long as V8 takes for five parses of `STANDARD`: 50 ms where one takes 10.
 */
const LONGEST = 50;
/** 1.1 MB of JSON. */
const STANDARD = JSON.stringify(
  Array.from({ length: 30_000 }, (_, id) => ({ id, name: `n${id}`, on: true })),
);
/** A first run compiles the code, and garbage is collected by chance. */
const TRIES = 4;

/** Milliseconds of CPU time for which a request may be held up here and now. */
function longestHere(): number {
  const since = process.cpuUsage();
  for (let at = 0; at < 5; at += 1) JSON.parse(STANDARD);
  const { user, system } = process.cpuUsage(since);
  return Math.max(LONGEST, (user + system) / 1000);
}

/** A server that is watched while something happens to it. */
export interface Watched {
  /** Milliseconds of CPU time: the longest hold since the last call. */
  readonly hold: () => Promise<number> | number;
  /** Another client's requests, one after the other until that is over. */
  readonly others?: (isOver: () => boolean) => Promise<unknown>;
}

async function holdDuring(server: Watched, act: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  const others = server.others?.(() => isOver);
  await server.hold();
  await act().finally(() => (isOver = true));
  await others;
  return server.hold();
}

/**
 * Fails if this holds requests up for longer than the rule allows, at each of some tries. The hold of the
 * server at rest is added to the bound: a virtual machine counts time that it was not given as CPU time.
 */
export async function holdsNothingUp(
  server: Watched,
  what: string,
  act: () => Promise<unknown>,
  tries = TRIES,
): Promise<void> {
  const told: string[] = [];
  for (let at = 0; at < tries; at += 1) {
    const from = performance.now();
    const held = await holdDuring(server, act);
    if (held <= LONGEST) return;
    const took = performance.now() - from;
    const bound = longestHere() + (await holdDuring(server, () => delay(took)));
    if (held <= bound) return;
    told.push(`${Math.round(held)} ms of ${Math.round(bound)}`);
  }
  assert.fail(`${what}: held up for ${told.join('; ')}`);
}
