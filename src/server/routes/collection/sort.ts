import { Slices } from '../slices';
import type { Item } from './items';
import { isLonger, textOf, valueAt } from './values';

/** Made at the first comparison: `Intl.Collator` takes 7 ms to load, which would delay the start. */
let collator: Intl.Collator | undefined;

/** An item with the values that it is sorted by. */
interface Keyed {
  readonly item: Item;
  readonly keys: readonly (number | string)[];
}

/** Items sorted at once, before they are merged in slices. */
const RUN = 32;
/** Characters compared after which the clock is read. */
const RUN_CHARACTERS = 1e5;
/** Characters of a text that are compared; longer comparisons would hold up other requests. */
const COMPARED = 200;

/**
 * Sorts by names such as `name` and `-age`, stably. A merge sort of our own: `toSorted` of 100,000 items would hold up all other
 * requests for more than a second.
 */
export async function sortItems(items: readonly Item[], names: readonly string[]): Promise<readonly Item[]> {
  if (names.length === 0) return items;
  const order = names.map(name => (name.startsWith('-') ? -1 : 1));
  const paths = names.map(name => name.replace(/^-/, '').split('.'));
  const slices = new Slices();
  const compare = (a: Keyed, b: Keyed): number => compareKeys(a, b, order);
  let runs: Keyed[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    const run = items
      .slice(at, at + RUN)
      .map(item => ({ item, keys: paths.map(path => keyOf(valueAt(item, path))) }));
    runs.push(run.toSorted(compare));
    if (slices.isOver(RUN_CHARACTERS)) await slices.next();
  }
  while (runs.length > 1) {
    const merged: Keyed[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, slices));
    runs = merged;
  }
  return (runs[0] ?? []).map(({ item }) => item);
}

function keyOf(value: unknown): number | string {
  if (typeof value === 'number') return value;
  // Large containers compare as empty texts: sorting by them means nothing, and their JSON would be long.
  if (typeof value === 'object' && isLonger(value, COMPARED)) return '';
  return textOf(value).slice(0, COMPARED);
}

async function merge(
  left: readonly Keyed[],
  right: readonly Keyed[],
  compare: (a: Keyed, b: Keyed) => number,
  slices: Slices,
): Promise<Keyed[]> {
  const merged: Keyed[] = [];
  let [l, r] = [0, 0];
  for (let a = left[l], b = right[r]; a && b; a = left[l], b = right[r]) {
    if (slices.isOver()) await slices.next();
    if (compare(a, b) <= 0) {
      merged.push(a);
      l += 1;
    } else {
      merged.push(b);
      r += 1;
    }
  }
  return merged.concat(left.slice(l), right.slice(r));
}

function compareKeys(a: Keyed, b: Keyed, order: readonly number[]): number {
  for (const [index, sign] of order.entries()) {
    const result = compareValues(a.keys[index] ?? '', b.keys[index] ?? '');
    if (result !== 0) return result * sign;
  }
  return 0;
}

function compareValues(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(String(a), String(b));
}
