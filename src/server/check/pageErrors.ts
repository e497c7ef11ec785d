import type { Fault } from '../../protocol/faults';
import type { LiveOptions } from '../../protocol/serverOptions';
import { english, fill } from '../../protocol/texts';
import type { PageError } from '../live/door';
import { printable } from '../log';

/** Identifies a connected page for as long as it is connected. */
export type PageKey = object;

const MOST_TOLD = 100;

const SCRIPTING = 'https://html.spec.whatwg.org/multipage/webappapis.html';
const HELP = {
  error: `${SCRIPTING}#runtime-script-errors`,
  rejection: `${SCRIPTING}#unhandled-promise-rejections`,
};

/** An error of one page. */
interface Had {
  /** With its place at the last occurrence. */
  error: PageError;
  times: number;
  /** The number of its last occurrence. */
  last: number;
}

/** An error, merged over all pages that have it. */
interface Told extends Had {
  pages: number;
}

const keyOf = ({ file, line, column, text }: PageError): string => `${file}:${line}:${column} ${text}`;

/** The errors of connected pages as faults. An error belongs to its page and ends with it, and so with each reload. */
export class PageErrors {
  private readonly byPage = new Map<PageKey, Map<string, Had>>();
  private last = 0;

  constructor(
    private readonly options: () => Pick<LiveOptions, 'problems' | 'texts' | 'trusted'>,
    private readonly report: (source: string, faults: readonly Fault[]) => void,
  ) {}

  add(page: PageKey, error: PageError): void {
    const known = this.byPage.get(page) ?? new Map<string, Had>();
    const key = `${error.loadedAt} ${error.text}`;
    const had = known.get(key) ?? { error, times: 0, last: 0 };
    if (had.times === 0 && known.size >= MOST_TOLD) return;
    had.error = error;
    had.times += 1;
    had.last = ++this.last;
    this.byPage.set(page, known.set(key, had));
    this.tell();
  }

  left(page: PageKey): void {
    if (this.byPage.delete(page)) this.tell();
  }

  /** Options have changed. */
  configured(): void {
    if (this.byPage.size > 0) this.tell();
  }

  private tell(): void {
    const { problems, trusted } = this.options();
    const told = trusted && problems !== 'off' ? this.all().slice(0, MOST_TOLD) : [];
    this.report(
      'pages',
      told.map(each => this.faultOf(each)),
    );
  }

  /** Each error once, for any number of pages and occurrences. */
  private all(): readonly Told[] {
    const all = new Map<string, Told>();
    for (const errors of this.byPage.values())
      for (const { error, times, last } of errors.values()) {
        const key = keyOf(error);
        const known = all.get(key) ?? { error, times: 0, last: 0, pages: 0 };
        known.times += times;
        known.last = Math.max(known.last, last);
        known.pages += 1;
        all.set(key, known);
      }
    return [...all.values()];
  }

  private faultOf({ error: { text, file, line, column }, times, pages, last }: Told): Fault {
    const { texts } = this.options();
    const sentence = pages > 1 ? (times > pages ? 'checkTimesPages' : 'checkPages') : 'checkTimes';
    const counts = times === pages ? [pages] : [times, pages];
    const shown = printable(text);
    return {
      file,
      line,
      column,
      code: 'page-error',
      severity: 'error',
      help: shown.startsWith('Uncaught (in promise)') ? HELP.rejection : HELP.error,
      message: times > 1 ? fill(texts[sentence] ?? english[sentence], shown, ...counts) : shown,
      happened: { text: shown, last },
    };
  }
}
