import type { TrafficRow } from '../../protocol/traffic';
import { matcher, noFilter, type Filter } from './filter';

/** All requests of the list, and those that the filter lets through, in the order in which they came. */
export class Rows {
  private all: TrafficRow[] = [];
  private matching: TrafficRow[] = [];
  private matches = matcher(noFilter);
  /** Milliseconds of the slowest that is shown: the whole width of the time bar. */
  slowest = 0;

  get shown(): readonly TrafficRow[] {
    return this.matching;
  }

  get total(): number {
    return this.all.length;
  }

  filter(filter: Filter): void {
    this.matches = matcher(filter);
    this.matching = this.all.filter(this.matches);
    this.slowest = slowestOf(this.matching);
  }

  clear(): void {
    this.all = [];
    this.matching = [];
    this.slowest = 0;
  }

  add(rows: readonly TrafficRow[]): void {
    const matching = rows.filter(this.matches);
    this.all.push(...rows);
    this.matching.push(...matching);
    this.slowest = Math.max(this.slowest, slowestOf(matching));
  }

  /**
   * Forgets the rows before a number.
   * @returns how many of those that are shown were among them
   */
  dropBefore(first: number): number {
    this.all.splice(0, indexOf(this.all, first));
    return this.matching.splice(0, indexOf(this.matching, first)).length;
  }

  /** Where a row is among those that are shown; -1 where it is not. */
  indexOf(id: number): number {
    const at = indexOf(this.matching, id);
    return this.matching[at]?.id === id ? at : -1;
  }
}

/** The first place whose number is not smaller: numbers count up. */
function indexOf(rows: readonly TrafficRow[], id: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function slowestOf(rows: readonly TrafficRow[]): number {
  return rows.reduce((most, row) => Math.max(most, row.duration), 0);
}
