import type { FromPage } from '../protocol/page';
import { on } from './own/events';
import { getter, textOf } from './own/language';
import { push } from './own/lists';
import { match, pattern, slice, startsWith } from './own/text';
import { onServer } from './addresses';
import { origin, originOf, parseUrl, pathnameOf, self } from './own/window';

type PageError = Extract<FromPage, { type: 'trouble' }>;

/** The most reports per page load: an error in every animation frame would flood the log. */
const MOST_REPORTS = 20;
const LONGEST_TEXT = 1000;

const messageOf = getter(ErrorEvent.prototype, 'message');
const fileOf = getter(ErrorEvent.prototype, 'filename');
const lineOf = getter(ErrorEvent.prototype, 'lineno');
const columnOf = getter(ErrorEvent.prototype, 'colno');
const reasonOf = getter(PromiseRejectionEvent.prototype, 'reason') as (
  event: PromiseRejectionEvent,
) => unknown;
const OwnError = Error;

/** The path of a same-origin address outside Porthole's own; undefined for any other. */
function pathOf(address: string): string | undefined {
  const url = parseUrl(address);
  const path = url && originOf(url) === origin ? onServer(pathnameOf(url)) : '';
  return path === '' || path.length > LONGEST_TEXT || startsWith(path, '/__porthole/') ? undefined : path;
}

function placeOf(event: ErrorEvent): PageError['at'] {
  const path = pathOf(fileOf(event));
  return path === undefined ? undefined : [path, lineOf(event), columnOf(event)];
}

const FRAME = pattern(/(https?:\/\/[^\s)]+):(\d+):(\d+)/g, 'g');

/** The position in the first stack frame of this server; `url:line:column` is the only format common to all engines. */
function thrownAt(reason: unknown): PageError['at'] {
  const stack = reason instanceof OwnError ? textOf(reason.stack) : '';
  FRAME.lastIndex = 0;
  for (let frame = match(FRAME, stack); frame; frame = match(FRAME, stack)) {
    const path = pathOf(frame[1] ?? '');
    if (path !== undefined) return [path, +(frame[2] ?? 0), +(frame[3] ?? 0)];
  }
  return undefined;
}

/** Reports uncaught errors of the page; errors before the first connection are buffered. */
export class PageErrors {
  private waiting: PageError[] = [];
  private told = 0;
  private send: ((error: PageError) => void) | undefined;

  constructor() {
    on<ErrorEvent>(self, 'error', event => this.tell(messageOf(event), placeOf(event)));
    on<PromiseRejectionEvent>(self, 'unhandledrejection', event => {
      const reason = reasonOf(event);
      this.tell(`Uncaught (in promise) ${textOf(reason)}`, thrownAt(reason));
    });
  }

  to(send: (error: PageError) => void): void {
    this.send = send;
    const { waiting } = this;
    this.waiting = [];
    for (let at = 0; at < waiting.length; at++) send(waiting[at] as PageError);
  }

  private tell(text: string, at: PageError['at']): void {
    if (this.told >= MOST_REPORTS) return;
    this.told += 1;
    // `toJson` leaves out what is undefined.
    const error = { type: 'trouble', text: slice(text, 0, LONGEST_TEXT), at } as PageError;
    if (this.send) this.send(error);
    else push(this.waiting, error);
  }
}
