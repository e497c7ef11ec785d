/** What is known of a list that is longer than its window. */
export interface Scrolled {
  /** Pixels above the window. */
  readonly top: number;
  /** Pixels of the window. */
  readonly height: number;
  /** Pixels of a row. */
  readonly row: number;
  readonly count: number;
}

/** Rows drawn above and below the window, so that a quick turn of the wheel finds them there. */
const MARGIN = 8;

/** The rows to draw: from `from` up to, and without, `to`. */
export function windowOf({ top, height, row, count }: Scrolled): {
  readonly from: number;
  readonly to: number;
} {
  const first = Math.floor(Math.max(0, top) / row);
  const last = Math.ceil((Math.max(0, top) + Math.max(0, height)) / row);
  const to = Math.min(count, last + MARGIN);
  return { from: Math.min(to, Math.max(0, first - MARGIN)), to };
}

/** How far to scroll so that a row is seen whole, moving as little as possible. */
export function scrollTo(index: number, { top, height, row }: Scrolled): number {
  const above = index * row;
  if (above < top) return above;
  return above + row > top + height ? above + row - height : top;
}

/** Whether the end of the list is in sight, so that it is followed when it grows. */
export function isAtEnd({ top, height, row, count }: Scrolled): boolean {
  return top + height >= count * row - row / 2;
}
