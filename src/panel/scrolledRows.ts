import { isAtEnd, scrollTo, windowOf, type Scrolled } from './windowing';

/** Height of a row in pixels; the stylesheet has the same value. */
export const ROW = 22;

/** The list whose rows are scrolled. */
interface ScrolledList {
  /** The element that scrolls. */
  readonly viewport: HTMLElement;
  /** The element inside it that is as high as all rows. */
  readonly space: HTMLElement;
  count(): number;
  /** Draws the rows from one to before another, and no others. */
  draw(from: number, to: number): void;
}

/** The scrolling of a list with more rows than elements: which rows are drawn, and when the list follows its end. */
export class ScrolledRows {
  private isFollowing = true;
  /** A row under a pressed button stays in place: otherwise the release hits another row, and neither gets the click. */
  private isHeld = false;
  /** `scrollTop` at the last check, in pixels. */
  private top = 0;
  /** The number of rows in the last layout. */
  private laidOut = 0;
  private frame: number | undefined;

  constructor(private readonly list: ScrolledList) {
    list.viewport.addEventListener('scroll', () => this.changed());
    list.viewport.addEventListener('pointerdown', ({ button }) => (this.isHeld = button === 0));
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => this.released());
    new ResizeObserver(() => this.draw()).observe(list.viewport);
  }

  /** Schedules one drawing for the next frame. */
  changed(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  /**
   * Detects scrolling before new rows change the height. The `scroll` event arrives one frame late; by then new rows would
   * look like a scroll away from the end.
   */
  look(): void {
    const { scrollTop } = this.list.viewport;
    if (scrollTop === this.top) return;
    this.top = scrollTop;
    this.isFollowing = isAtEnd({ ...this.scroll, count: this.laidOut });
  }

  /** Rows were removed at the top; visible rows keep their position. */
  shifted(rows: number): void {
    if (rows > 0 && (!this.isFollowing || this.isHeld))
      this.scrollTo(this.list.viewport.scrollTop - rows * ROW);
  }

  draw(): void {
    this.layOut();
    if (this.isFollowing && !this.isHeld) this.scrollTo(this.laidOut * ROW);
    const { from, to } = windowOf(this.scroll);
    this.list.draw(from, to);
  }

  /** Waits for the next frame, since the click comes before it. */
  private released(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.changed();
  }

  /** Scrolls as little as needed to show a row, and draws. */
  reveal(index: number): void {
    this.layOut();
    this.scrollTo(scrollTo(index, this.scroll));
    this.isFollowing = isAtEnd(this.scroll);
    this.draw();
  }

  /** The index that a key moves to from another, -1 for none; undefined if the key does not move. */
  target(key: string, at: number): number | undefined {
    const last = this.list.count() - 1;
    const page = Math.max(1, Math.floor(this.list.viewport.clientHeight / ROW) - 1);
    const to = new Map([
      ['ArrowDown', at + 1],
      ['ArrowUp', at < 0 ? last : at - 1],
      ['PageDown', at + page],
      ['PageUp', at - page],
      ['Home', 0],
      ['End', last],
    ]).get(key);
    return to === undefined || last < 0 ? undefined : Math.min(last, Math.max(0, to));
  }

  private get scroll(): Scrolled {
    const { scrollTop, clientHeight } = this.list.viewport;
    return { top: scrollTop, height: clientHeight, row: ROW, count: this.list.count() };
  }

  private scrollTo(top: number): void {
    const { viewport } = this.list;
    viewport.scrollTop = top;
    this.top = viewport.scrollTop;
  }

  /** Sets the height of the scrolled space to fit all rows. */
  private layOut(): void {
    this.look();
    this.laidOut = this.list.count();
    this.list.space.style.height = `${this.laidOut * ROW}px`;
  }
}

/** Removes drawn elements whose keys are not in the list. */
export function keepDrawn<K>(drawn: Map<K, { readonly element: HTMLElement }>, keys: ReadonlySet<K>): void {
  for (const [key, { element }] of drawn) {
    if (keys.has(key)) continue;
    element.remove();
    drawn.delete(key);
  }
}
