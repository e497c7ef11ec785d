/** The scroll state of a list that is longer than its viewport. */
export interface Scrolled {
  /** Scrolled distance in pixels. */
  readonly top: number;
  /** Height of the viewport in pixels. */
  readonly height: number;
  /** Height of a row in pixels. */
  readonly row: number;
  readonly count: number;
}

/** Extra rows drawn above and below the viewport, so that fast scrolling shows no blank rows. */
const MARGIN = 8;

/** The rows to draw; `to` is exclusive. */
export function windowOf({ top, height, row, count }: Scrolled): {
  readonly from: number;
  readonly to: number;
} {
  const first = Math.floor(Math.max(0, top) / row);
  const last = Math.ceil((Math.max(0, top) + Math.max(0, height)) / row);
  const to = Math.min(count, last + MARGIN);
  return { from: Math.min(to, Math.max(0, first - MARGIN)), to };
}

/** The smallest scroll that makes a row fully visible; returns the new `scrollTop` in pixels. */
export function scrollTo(index: number, { top, height, row }: Scrolled): number {
  const above = index * row;
  if (above < top) return above;
  return above + row > top + height ? above + row - height : top;
}

/** Whether the end of the list is visible; the list then keeps scrolling as it grows. */
export function isAtEnd({ top, height, row, count }: Scrolled): boolean {
  return top + height >= count * row - row / 2;
}
