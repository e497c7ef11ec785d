import type { FromPage } from '../protocol/page';

type PageError = Extract<FromPage, { type: 'trouble' }>;

/** The most reports per page load: an error in every animation frame would flood the log. */
const MOST_REPORTS = 20;
const LONGEST_TEXT = 1000;

/** The path of a same-origin address; undefined for any other. */
function pathOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.origin === location.origin && url.pathname.length <= LONGEST_TEXT ? url.pathname : undefined;
}

function textOf(value: unknown): string {
  return String(value).slice(0, LONGEST_TEXT);
}

function placeOf(event: ErrorEvent): PageError['at'] {
  const path = pathOf(event.filename);
  return path === undefined ? undefined : [path, event.lineno, event.colno];
}

/** The position in the first stack frame of this server; `url:line:column` is the only format common to all engines. */
function thrownAt(reason: unknown): PageError['at'] {
  const stack = reason instanceof Error ? reason.stack : undefined;
  for (const [, address = '', line, column] of stack?.matchAll(/(https?:\/\/[^\s)]+):(\d+):(\d+)/g) ?? []) {
    const path = pathOf(address);
    if (path !== undefined) return [path, Number(line), Number(column)];
  }
  return undefined;
}

/** Reports uncaught errors of the page; errors before the first connection are buffered. */
export class PageErrors {
  private waiting: PageError[] = [];
  private told = 0;
  private send: ((error: PageError) => void) | undefined;

  constructor() {
    addEventListener('error', event => this.tell(textOf(event.message), placeOf(event)));
    addEventListener('unhandledrejection', ({ reason }) =>
      this.tell(textOf(`Uncaught (in promise) ${textOf(reason)}`), thrownAt(reason)),
    );
  }

  to(send: (error: PageError) => void): void {
    this.send = send;
    for (const error of this.waiting.splice(0)) send(error);
  }

  private tell(text: string, at: PageError['at']): void {
    if (this.told >= MOST_REPORTS) return;
    this.told += 1;
    const error: PageError = { type: 'trouble', text, ...(at ? { at } : {}) };
    if (this.send) this.send(error);
    else this.waiting.push(error);
  }
}
