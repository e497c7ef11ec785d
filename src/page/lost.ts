import { attributeOf, baseOf, isElement, page } from './own/dom';
import { columnOf, errorOf, fileOf, lineOf, messageOf, reasonOf, targetOfEvent } from './own/events';
import { OwnMap, textOf, toJson } from './own/language';
import { slice } from './own/text';
import { hrefOf, origin, parseUrl, prefix, self } from './own/window';
import type { PageErrors } from './pageErrors';

type Spot = readonly [address: string, line: number, column: number];

/** The most failed addresses, and different errors, that are told of a page load. */
const MOST = 20;
/** How often each error is told: an error in every animation frame would flood the log. */
const MOST_OF_ONE = 8;
const LONGEST = 1000;
const LONGEST_STACK = 9000;

/** The address that an element could not load; empty for none. */
function lostBy(element: Element): string {
  const given = attributeOf(element, 'src') ?? attributeOf(element, 'href') ?? attributeOf(element, 'data');
  const url = given ? parseUrl(given, baseOf(page)) : undefined;
  return url ? hrefOf(url) : '';
}

/** Errors of frames have other classes. A getter of the page, or a trap of a Proxy, may throw. */
function stackOf(reason: unknown): string {
  try {
    return slice(textOf((reason as Error).stack), 0, LONGEST_STACK);
  } catch {
    return '';
  }
}

/** Tells errors, rejections, and the addresses that elements could not load. */
export function failures(errors: Pick<PageErrors, 'send'>): (event: Event) => void {
  const told = new OwnMap<string, number>();
  let lost = 0;
  const base = origin + prefix;
  const tell = (text: string, error: unknown, at?: Spot): void => {
    const key = toJson([text, at]);
    const times = told.get(key) ?? 0;
    if (times >= MOST_OF_ONE || (times === 0 && told.size >= MOST)) return;
    told.set(key, times + 1);
    // `toJson` leaves out what is undefined.
    errors.send({
      type: 'error',
      text: slice(text, 0, LONGEST),
      at,
      stack: stackOf(error),
      base,
    } as Parameters<PageErrors['send']>[0]);
  };
  const lose = (event: Event): void => {
    const target = targetOfEvent(event);
    const address = target !== self && isElement(target as Node) ? lostBy(target as Element) : '';
    if (address === '' || address.length > LONGEST || lost >= MOST) return;
    lost += 1;
    errors.send({ type: 'failed', address, base });
  };
  // Libraries dispatch events of the same names but other classes, on which the getters throw.
  return event => {
    try {
      const error = event as ErrorEvent;
      const file = slice(fileOf(error), 0, LONGEST);
      tell(messageOf(error), errorOf(error), [file, lineOf(error), columnOf(error)]);
      return;
    } catch {
      // A rejection, or the event of an element.
    }
    try {
      const reason = reasonOf(event as PromiseRejectionEvent);
      tell(`Uncaught (in promise) ${textOf(reason)}`, reason);
    } catch {
      lose(event);
    }
  };
}
