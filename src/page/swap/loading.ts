import { off, on, stopEvent, typeOfEvent } from '../own/events';
import { cancel, later, promised } from '../own/language';

/** Milliseconds to wait for `load` or `error`; the next update waits for this one. */
const LONGEST = 5_000;

/** Whether the element loads after `start`. The event is stopped: listeners of the page must not run a second time. */
export const loads = (element: Element, start: () => void): Promise<boolean> =>
  promised(resolve => {
    const end = (event?: Event): void => {
      if (event) stopEvent(event);
      off(element, 'load', end);
      off(element, 'error', end);
      cancel(timer);
      resolve(event !== undefined && typeOfEvent(event) === 'load');
    };
    const timer = later(end, LONGEST);
    // Capture listeners run first, also at the target (DOM, "dispatch").
    on(element, 'load', end, { capture: true });
    on(element, 'error', end, { capture: true });
    start();
  });
