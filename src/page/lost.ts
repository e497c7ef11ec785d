import { attributeOf, baseOf, isElement, page } from './own/dom';
import { targetOfEvent } from './own/events';
import { hrefOf, origin, parseUrl, prefix, self } from './own/window';
import type { PageErrors } from './pageErrors';

/** The most failed addresses that a page tells for one load. */
const MOST = 20;
const LONGEST = 1000;

/** The address that an element could not load; empty for none. */
function lostBy(element: Element): string {
  const given = attributeOf(element, 'src') ?? attributeOf(element, 'href') ?? attributeOf(element, 'data');
  const url = given ? parseUrl(given, baseOf(page)) : undefined;
  return url ? hrefOf(url) : '';
}

/** Tells the addresses that elements could not load, by the elements' error events. */
export function losses(errors: Pick<PageErrors, 'send'>): (event: Event) => void {
  let told = 0;
  return event => {
    const target = targetOfEvent(event);
    const address = target !== self && isElement(target as Node) ? lostBy(target as Element) : '';
    if (address === '' || address.length > LONGEST || told >= MOST) return;
    told += 1;
    errors.send({ type: 'failed', address, base: origin + prefix });
  };
}
