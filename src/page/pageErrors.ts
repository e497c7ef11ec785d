import type { FromPage } from '../protocol/page';
import { addressOfDocument, documentIn, page, windowIn } from './own/dom';
import { currentTargetOf, on } from './own/events';
import { each, flatMap, push } from './own/lists';
import { addedBy, makeObserver, observe } from './own/observers';
import { framesIn, isMadeHere } from './roots';
import { self } from './own/window';

type Failure = Extract<FromPage, { type: 'error' | 'failed' }>;

/** The most events that wait. */
const MOST = 200;

/** Whether an event is from this window, or from a frame without a page script of its own. */
function isOurs(event: Event): boolean {
  const heardIn = currentTargetOf(event) as Window;
  return heardIn === self || isMadeHere(addressOfDocument(heardIn.document));
}

/** Hears errors of the page. They wait until their part is loaded, and their reports until the first connection. */
export class PageErrors {
  #waiting: Failure[] = [];
  readonly #heard: Event[] = [];
  #hear = (event: Event): unknown => this.#heard.length < MOST && push(this.#heard, event);
  /** Keeps failures until the page is connected. */
  send = (failure: Failure): unknown => push(this.#waiting, failure);

  constructor() {
    const heard = (event: Event): unknown => isOurs(event) && this.#hear(event);
    const hear = (target: Window): void => {
      // Errors of elements do not bubble.
      on(target, 'error', heard, { capture: true });
      on(target, 'unhandledrejection', heard);
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

  /** @param hear takes an error or a rejection, and the error event of an element */
  leadTo(hear: (event: Event) => void): void {
    this.#hear = hear;
    each(this.#heard, hear);
  }

  to(send: (failure: Failure) => void): void {
    this.send = send;
    const waiting = this.#waiting;
    this.#waiting = [];
    each(waiting, send);
  }
}
