/** Milliseconds to wait for `load` or `error`; the next update waits for this one. */
const LONGEST = 5_000;

/** Whether the element loads after `start`. The event is stopped: listeners of the page must not run a second time. */
export function loads(element: Element, start: () => void): Promise<boolean> {
  return new Promise(resolve => {
    const end = (event?: Event): void => {
      event?.stopImmediatePropagation();
      for (const type of ['load', 'error']) element.removeEventListener(type, end, true);
      clearTimeout(timer);
      resolve(event?.type === 'load');
    };
    const timer = setTimeout(end, LONGEST);
    // Capture listeners run first, also at the target (DOM, "dispatch").
    for (const type of ['load', 'error']) element.addEventListener(type, end, true);
    start();
  });
}
