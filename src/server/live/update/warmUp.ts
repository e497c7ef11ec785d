// Buys a part of the 95th percentile of `updates` in test/bench: the first change of a document takes 7 ms of processor time, and 18 ms
// if only the parser is warm. Costs 60 ms of processor time, once, after the first page has loaded.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { difference } from '../../diff/difference';
import { edited } from '../../diff/edited';
import { parseSource } from '../../diff/parse';

const ROUNDS = 6;
/** Characters that are parsed each time: the rest of a long document would run the same code. */
const MOST = 20_000;

/** Compares a document with copies of itself that have one element more. Each round has its own turn of the event loop: requests go first. */
export async function warmUp(text: string): Promise<void> {
  const start = text.slice(0, MOST);
  for (let round = 0; round < ROUNDS; round++) {
    await nextTurn();
    const from = parseSource(start);
    const at = start.indexOf('\n<', (start.length * round) / ROUNDS);
    const next = `${start.slice(0, at)}\n<p id="${round}">${round}</p>${start.slice(at)}`;
    const to = from && (edited(from, start, next) ?? parseSource(next));
    if (from && to) difference(from, to, from.startup.attributes);
  }
}
