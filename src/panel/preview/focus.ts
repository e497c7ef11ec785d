/** Milliseconds after its arrival within which a document may take the focus by itself. Later, a screen reader may have moved it. */
const ARRIVING = 1500;
const LOOK_EVERY = 50;
/** Milliseconds to wait for a document that was announced: a download or a step within the page brings none. */
const PATIENCE = 30_000;
/** Milliseconds without the focus before it counts as lost: a document that is being replaced loses it for a moment. */
const REST = 500;

/** Without the Navigation API no page announces the next document: an older Firefox or Safari must be watched all the time. */
const isAnnounced = 'navigation' in window;

/**
 * Polls for a page that takes the focus while loading, without a user gesture: this window gets no event if focus moves straight into a
 * frame.
 */
export class FocusWatch {
  private heldAt = document.hasFocus() ? performance.now() : Number.NEGATIVE_INFINITY;
  private isPointedAt = false;
  /** When the document that is under way need no longer be waited for. */
  private expectedUntil = 0;
  private until = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    frame: HTMLIFrameElement,
    private readonly taken: () => void,
  ) {
    frame.addEventListener('load', () => {
      this.watch();
      this.expectedUntil = 0;
    });
    frame.addEventListener('pointerenter', () => {
      this.isPointedAt = true;
    });
    frame.addEventListener('pointerleave', () => {
      this.isPointedAt = false;
    });
    // VS Code gives the focus to this window itself.
    addEventListener('focus', () => this.held());
    if (!isAnnounced) this.watch();
  }

  /** A document is about to load. A window that has the focus now had it before that document. */
  arriving(): void {
    this.expectedUntil = performance.now() + PATIENCE;
    this.watch();
  }

  private watch(): void {
    this.until = performance.now() + ARRIVING;
    if (this.timer !== undefined) return;
    if (document.hasFocus()) this.held();
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
  }

  private look(): void {
    const now = performance.now();
    const isNew = document.hasFocus() && now - this.heldAt > REST;
    if (document.hasFocus()) this.held();
    if (isNew && now < this.until && !this.isByPerson()) this.taken();
    if (now < Math.max(this.until, this.expectedUntil) || !isAnnounced) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private held(): void {
    this.heldAt = performance.now();
  }

  /** If VS Code serves webviews from its own origin, as code-server does, a key in the editor also activates this window. */
  private isByPerson(): boolean {
    const isOver = this.isPointedAt || !matchMedia('(hover: hover)').matches;
    return isOver && navigator.userActivation?.isActive;
  }
}
