import type { TrafficRow } from '../../protocol/trafficView';
import { matcher, noFilter, type Filter } from './filter';

/** All recorded requests and those that match the filter, in order of arrival. */
export class Rows {
  private all: TrafficRow[] = [];
  private matching: TrafficRow[] = [];
  private matches = matcher(noFilter);
  /** Duration of the slowest visible request in milliseconds; it gets the full width of the time bar. */
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
   * Removes the rows with smaller ids.
   * @returns the number of visible rows removed
   */
  dropBefore(first: number): number {
    this.all.splice(0, indexOf(this.all, first));
    return this.matching.splice(0, indexOf(this.matching, first)).length;
  }

  /** The index of a row among the visible ones; -1 if it is not visible. */
  indexOf(id: number): number {
    const at = indexOf(this.matching, id);
    return this.matching[at]?.id === id ? at : -1;
  }
}

/** Binary search for the first index whose id is not smaller; ids increase. */
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
