import type { PanelWords } from '../../protocol/previewMessages';
import { fill } from '../../protocol/texts';
import type { Notice } from './notice';
import { say } from './vscode';

/** Milliseconds between two windows that a page may open: one click in the frame activates the panel for some seconds. */
const AGAIN_AFTER = 500;
const OPENED = /^(?:https?|mailto|tel):/;

/** Opens what the frame cannot show: in another preview if it is a page of this server, else in the browser. */
export class Outside {
  private last = Number.NEGATIVE_INFINITY;

  /**
   * @param pageOf the page of a URL on this server; undefined for another server
   * @param shown the page that the frame shows
   */
  constructor(
    private readonly notice: Notice,
    private readonly words: PanelWords,
    private readonly pageOf: (url: string) => string | undefined,
    private readonly shown: () => string,
  ) {}

  /** The page reports a click. Its script is untrusted, so the user must have activated the panel itself. */
  open(url: string): void {
    const now = performance.now();
    if (!navigator.userActivation?.isActive || now - this.last < AGAIN_AFTER) return this.refuse(url);
    this.last = now;
    const page = this.pageOf(url);
    say(page === undefined ? { type: 'openOutside', url } : { type: 'openAside', page });
  }

  /** @param byPage whether the browser must show the page first, since its form or link works only there */
  blocked(url: string, byPage: boolean): void {
    const shown = this.shown();
    // The page wants the whole window for itself.
    if (byPage && this.pageOf(url) === shown)
      this.notice.show(this.words.framing, () => this.openInBrowser(url, shown));
    else this.refuse(url, byPage ? shown : undefined);
  }

  /**
   * Shows the address that a page wanted to open and offers to open it in the browser. For other schemes, the browser opens the page
   * itself.
   * @param by the linking page of this server: a browser may reveal only the origin of the address
   */
  refuse(address: string, by?: string): void {
    // Of `data:` and the like, a policy's report has the scheme alone (CSP 3, 5.4).
    const url = address.includes(':') ? address : `${address}:`;
    if (URL.canParse(url)) this.notice.show(fill(this.words.blocked, url), () => this.openInBrowser(url, by));
  }

  private openInBrowser(url: string, by: string | undefined): void {
    const page = by ?? (OPENED.test(url) ? this.pageOf(url) : this.shown());
    say(page === undefined ? { type: 'openOutside', url } : { type: 'openInBrowser', page });
  }
}
