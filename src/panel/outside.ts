import type { PanelWords } from '../protocol/panel';
import { fill } from '../protocol/texts';
import type { Notice } from './notice';
import { say } from './vscode';

/** Milliseconds between two windows that a page opens: one click in the frame activates the panel for some seconds. */
const AGAIN_AFTER = 500;
const OPENED = /^(?:https?|mailto|tel):/;

/** Opens what the frame cannot show: in another preview if it is a page of this server, else in the browser. */
export class Outside {
  private last = Number.NEGATIVE_INFINITY;

  /** @param pageOf the page of a URL on this server; undefined for another server */
  constructor(
    private readonly notice: Notice,
    private readonly words: PanelWords,
    private readonly pageOf: (url: string) => string | undefined,
  ) {}

  /** The page reports a click. Its script is not trusted, so the panel itself must have been activated by the user. */
  open(url: string): void {
    const now = performance.now();
    if (!navigator.userActivation?.isActive || now - this.last < AGAIN_AFTER) return this.refuse(url);
    this.last = now;
    this.openNow(url);
  }

  /** Says which address a script wanted to open, and offers to open it. */
  refuse(url: string): void {
    if (URL.canParse(url) && OPENED.test(url))
      this.notice.show(fill(this.words.blocked, url), () => this.openNow(url));
  }

  private openNow(url: string): void {
    const page = this.pageOf(url);
    say(page === undefined ? { type: 'openOutside', url } : { type: 'openAside', page });
  }
}
