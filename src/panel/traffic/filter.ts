import type { TrafficRow } from '../../protocol/trafficView';

/** The conditions for a row to be shown; an empty one matches every row. */
export interface Filter {
  /** Words that must all occur in the method, path or page; case-insensitive. */
  readonly text: string;
  readonly method: string;
  /** A status class such as `4xx`. */
  readonly status: string;
  readonly type: string;
  readonly page: string;
}

export type Facet = Exclude<keyof Filter, 'text'>;
export const FACETS: readonly Facet[] = ['method', 'status', 'type', 'page'];
export const noFilter: Filter = { text: '', method: '', status: '', type: '', page: '' };

/** The value of a row for one facet. */
export function facetOf(row: TrafficRow, facet: Facet): string {
  return facet === 'status' ? `${Math.floor(row.status / 100)}xx` : row[facet];
}

/** Compiles a filter into a predicate for many rows. */
export function matcher(filter: Filter): (row: TrafficRow) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const facets = FACETS.filter(facet => filter[facet] !== '');
  return row => {
    if (!facets.every(facet => facetOf(row, facet) === filter[facet])) return false;
    if (words.length === 0) return true;
    const text = `${row.method} ${row.target} ${row.status} ${row.page}`.toLowerCase();
    return words.every(word => text.includes(word));
  };
}

/** Validates a stored filter; unknown parts are dropped. */
export function readFilter(value: unknown): Filter {
  const given = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const part = (name: keyof Filter): string => {
    const text: unknown = given.get(name);
    return typeof text === 'string' ? text : '';
  };
  return {
    text: part('text'),
    method: part('method'),
    status: part('status'),
    type: part('type'),
    page: part('page'),
  };
}
