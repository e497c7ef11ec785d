import { setImmediate as nextTurn } from 'node:timers/promises';

/** Does work with pauses, each part in a turn of the event loop. */
export async function inTurns<T>(work: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await nextTurn();
  }
}
