import type { FromPage } from '../protocol/page';
import { addressOfDocument, documentIn, page, windowIn } from './own/dom';
import { currentTargetOf, on } from './own/events';
import { getter, OwnMap, textOf, toJson } from './own/language';
import { each, flatMap, push } from './own/lists';
import { addedBy, makeObserver, observe } from './own/observers';
import { slice } from './own/text';
import { framesIn, isMadeHere } from './roots';
import { origin, prefix, self } from './own/window';

type Failure = Extract<FromPage, { type: 'error' | 'failed' }>;
type Spot = readonly [address: string, line: number, column: number];

/** The most different errors that are told of a page load. */
const MOST_REPORTS = 20;
/** How often each error is told: an error in every animation frame would flood the log. */
const MOST_OF_ONE = 8;
const LONGEST_TEXT = 1000;
const LONGEST_STACK = 9000;

const messageOf = getter(ErrorEvent.prototype, 'message');
const fileOf = getter(ErrorEvent.prototype, 'filename');
const lineOf = getter(ErrorEvent.prototype, 'lineno');
const columnOf = getter(ErrorEvent.prototype, 'colno');
const errorOf = getter(ErrorEvent.prototype, 'error') as (event: ErrorEvent) => unknown;
const reasonOf = getter(PromiseRejectionEvent.prototype, 'reason') as (
  event: PromiseRejectionEvent,
) => unknown;

/** Whether an event is from this window, or from a frame without a page script of its own. */
function isOurs(event: Event): boolean {
  const heardIn = currentTargetOf(event) as Window;
  return heardIn === self || isMadeHere(addressOfDocument(heardIn.document));
}

/** Errors of frames have other classes. A getter of the page, or a trap of a Proxy, may throw. */
function stackOf(reason: unknown): string {
  try {
    return slice(textOf((reason as Error).stack), 0, LONGEST_STACK);
  } catch {
    return '';
  }
}

/** Reports errors of the page. Errors before the first connection are buffered; failed elements wait until their part is loaded. */
export class PageErrors {
  #waiting: Failure[] = [];
  readonly #told = new OwnMap<string, number>();
  readonly #lost: Event[] = [];
  #lose = (event: Event): unknown => push(this.#lost, event);
  /** Keeps failures until the page is connected. */
  send = (failure: Failure): unknown => push(this.#waiting, failure);

  constructor() {
    // Libraries dispatch events of the same names but other classes, on which the getters throw. Errors of elements do not bubble.
    const failed = (event: Event): void => {
      if (!isOurs(event)) return;
      try {
        const error = event as ErrorEvent;
        const file = slice(fileOf(error), 0, LONGEST_TEXT);
        this.#tell(messageOf(error), errorOf(error), [file, lineOf(error), columnOf(error)]);
      } catch {
        this.#lose(event);
      }
    };
    const rejected = (event: PromiseRejectionEvent): void => {
      if (!isOurs(event)) return;
      try {
        const reason = reasonOf(event);
        this.#tell(`Uncaught (in promise) ${textOf(reason)}`, reason);
      } catch {
        // The event belongs to no promise.
      }
    };
    const hear = (target: Window): void => {
      on(target, 'error', failed, { capture: true });
      on(target, 'unhandledrejection', rejected);
    };
    hear(self);
    // A frame whose document comes from no server keeps the window that it is inserted with.
    const inserted = makeObserver(records =>
      each(flatMap(flatMap(records, addedBy), framesIn), frame => {
        // The window of another origin takes no listener.
        if (documentIn(frame)) hear(windowIn(frame) as Window);
      }),
    );
    observe(inserted, page, { childList: true, subtree: true });
  }

  /** @param lose takes the error event of an element */
  losses(lose: (event: Event) => void): void {
    this.#lose = lose;
    each(this.#lost, lose);
  }

  to(send: (failure: Failure) => void): void {
    this.send = send;
    const waiting = this.#waiting;
    this.#waiting = [];
    each(waiting, send);
  }

  #tell(text: string, error: unknown, at?: Spot): void {
    const key = toJson([text, at]);
    const times = this.#told.get(key) ?? 0;
    if (times >= MOST_OF_ONE || (times === 0 && this.#told.size >= MOST_REPORTS)) return;
    this.#told.set(key, times + 1);
    // `toJson` leaves out what is undefined.
    this.send({
      type: 'error',
      text: slice(text, 0, LONGEST_TEXT),
      at,
      stack: stackOf(error),
      base: origin + prefix,
    } as Failure);
  }
}
