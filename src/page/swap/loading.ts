import { off, on, stopEvent, targetOfEvent, typeOfEvent } from '../own/events';
import { cancel, later, OwnMap, promised } from '../own/language';
import { each } from '../own/lists';
import { parts } from '../parts';

/** Milliseconds to wait for `load` or `error`; the next update waits for this one. */
const LONGEST = 5_000;

const ENDS = ['load', 'error'] as const;
const ends = new OwnMap<EventTarget, (event: Event) => void>();
// Capture listeners of the document come before those of the element.
parts.heard = event => ends.get(targetOfEvent(event))?.(event);

/** Whether the element loads after `start`. The event is stopped: listeners of the page must not run a second time. */
export const loads = (element: Element, start: () => void): Promise<boolean> =>
  promised(resolve => {
    const end = (event?: Event): void => {
      if (event) stopEvent(event);
      ends.delete(element);
      each(ENDS, type => off(element, type, end));
      cancel(timer);
      resolve(event !== undefined && typeOfEvent(event) === 'load');
    };
    const timer = later(end, LONGEST);
    ends.set(element, end);
    // Capture listeners run first, also at the target (DOM, "dispatch").
    each(ENDS, type => on(element, type, end, { capture: true }));
    start();
  });
