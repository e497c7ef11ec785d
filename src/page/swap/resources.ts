import type { Outcome } from '../../protocol/page';
import { addressOf, hashOf, names, renewed } from '../addresses';
import { swapMedia } from './media';
import { everywhere } from '../roots';
import { swapInStyles } from './styleAddresses';

const ATTRIBUTES = ['src', 'href', 'poster', 'background', 'xlink:href'] as const;
/** Elements whose address is not a displayed resource, or whose reload would run or reset something. */
const OTHERS = 'a, area, script, base, iframe, frame, embed, object, video[src], audio[src], source[src]';
const isShown = (element: Element): boolean =>
  element.localName === 'link' ? /\bicon\b/i.test(element.getAttribute('rel') ?? '') : true;

function swapAttributes(path: string, fresh: string): number {
  let swapped = 0;
  for (const name of ATTRIBUTES) {
    for (const element of everywhere(`[${CSS.escape(name)}]`)) {
      const address = element.getAttribute(name) ?? '';
      if (!names(address, path) || !isShown(element) || (name !== 'poster' && element.matches(OTHERS)))
        continue;
      element.setAttribute(name, fresh + hashOf(address));
      swapped += 1;
    }
  }
  return swapped;
}

/** Image candidates (HTML, "parse a srcset attribute"): a comma inside an address does not separate. */
const CANDIDATE = /([^\s,](?:\S*[^\s,])?)((?:\s[^,]*)?(?:,|$))/g;

function swapSets(path: string, fresh: string): number {
  let swapped = 0;
  for (const element of everywhere('img[srcset], source[srcset]')) {
    const old = element.getAttribute('srcset') ?? '';
    const set = old.replace(CANDIDATE, (whole, address: string, rest: string) =>
      names(address, path) ? fresh + rest : whole,
    );
    if (set === old) continue;
    element.setAttribute('srcset', set);
    swapped += 1;
  }
  return swapped;
}

/** Swaps an image, font or other resource in elements and in styles. */
export async function swapResource(path: string): Promise<Outcome> {
  const fresh = renewed(addressOf(path));
  const inElements = swapAttributes(path, fresh) + swapSets(path, fresh) + swapMedia(path, fresh);
  return inElements + (await swapInStyles(path, fresh)) > 0 ? 'applied' : 'unused';
}
