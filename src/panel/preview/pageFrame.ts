import type { ToFrame } from '../../protocol/frame';

/** Milliseconds within which a page answers, or begins the reload that it was asked for. */
export const UNHEARD_AFTER = 2000;
/** Milliseconds without a frame after which Chromium has ended the process of its page, and starts another for the next one. */
const ENDED_AFTER = 1500;

/** The frame with the page. A page in an endless loop gives way to no other, so its frame is taken away for a moment. */
export class PageFrame {
  private readonly stage: HTMLElement;
  private doubt: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly frame: HTMLIFrameElement) {
    this.stage = frame.parentElement ?? document.body;
    frame.addEventListener('load', () => this.heard());
  }

  /**
   * Shows a page.
   * @param base of the page that is shown and can answer; undefined without one
   */
  show(url: string, base: string | undefined): void {
    const { frame } = this;
    this.heard();
    if (base !== undefined) this.tell(base, { type: 'porthole:widths' });
    // `location.replace`, not `src`: each new `src` adds an entry to the joint session history (HTML, "navigate").
    if (frame.src === '' || !frame.isConnected) frame.src = url;
    else frame.contentWindow?.location.replace(url);
    if (base !== undefined && frame.isConnected)
      this.doubt = setTimeout(() => this.renew(url), UNHEARD_AFTER);
  }

  /** The page or its successor has answered. */
  heard(): void {
    clearTimeout(this.doubt);
  }

  tell(base: string, message: ToFrame): void {
    this.frame.contentWindow?.postMessage(message, new URL(base).origin);
  }

  private renew(url: string): void {
    const { frame, stage } = this;
    frame.remove();
    frame.src = url;
    setTimeout(() => stage.prepend(frame), ENDED_AFTER);
  }
}
