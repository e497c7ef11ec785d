/** Milliseconds after which something that neither loads nor fails counts as failed: the next update waits for this one. */
const LONGEST = 5_000;

/** Whether the element loads what `start` sets off. The page's own listeners do not hear of it: to them nothing has happened. */
export function loads(element: Element, start: () => void): Promise<boolean> {
  return new Promise(resolve => {
    const end = (event?: Event): void => {
      event?.stopImmediatePropagation();
      for (const type of ['load', 'error']) element.removeEventListener(type, end, true);
      clearTimeout(timer);
      resolve(event?.type === 'load');
    };
    const timer = setTimeout(end, LONGEST);
    // Listeners for the capture phase come first at the target, too.
    for (const type of ['load', 'error']) element.addEventListener(type, end, true);
    start();
  });
}
