/** Milliseconds between two messages: the server ends a page that sends fifty a second for long. */
const EVERY = 50;

interface Due {
  readonly kind: string;
  readonly element: Element;
  readonly tell: () => void;
}

/**
 * Sends what elements do at a pace that the server accepts: the first at once, then the latest of each kind and element. Dragging a
 * slider or scrolling three panes would send more than a hundred messages a second.
 */
export class Pace {
  private due: Due[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** From when the next message may go, by `performance.now()`. */
  private free = 0;

  /** @param tell reads the element's state when it is called */
  add(kind: string, element: Element, tell: () => void): void {
    this.due = this.due.filter(each => each.kind !== kind || each.element !== element);
    this.due.push({ kind, element, tell });
    if (this.timer !== undefined) return;
    const wait = this.free - performance.now();
    if (wait <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }

  /** Sends what waits, before the action that follows. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { due } = this;
    this.due = [];
    this.free = performance.now() + EVERY * due.length;
    for (const { tell } of due) tell();
  }
}
