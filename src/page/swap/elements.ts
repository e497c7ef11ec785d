import { attributeOf, hasAttribute, matches, putAttribute } from '../own/dom';
import { each } from '../own/lists';
import { shownSource } from '../own/media';
import { contains, pattern, replace, test } from '../own/text';
import { escapeCss } from '../own/window';
import { everywhere } from '../roots';
import { freshFor } from './changed';

const ATTRIBUTES = ['src', 'href', 'poster', 'background', 'xlink:href'] as const;
/** Attributes of elements whose address is not a displayed resource, or whose reload would run or reset something. */
const NOT_SHOWN =
  'a, area, script, base, iframe, frame, embed, object, video[src], audio[src], video source, audio source';
const SHOWN_LINK = /\b(?:icon|preload)\b/i;
const isShown = (element: Element): boolean =>
  !matches(element, 'link') || test(SHOWN_LINK, attributeOf(element, 'rel') ?? '');

/** After `pushState`, a relative reference leads elsewhere: the address that the image has loaded decides. */
function freshForShown(element: Element, name: string, address: string): string | undefined {
  if (name !== 'src' || !matches(element, 'img:not(picture > img, [srcset])')) return undefined;
  // A fresh address is shown once it is loaded.
  return contains(address, 'porthole=') ? undefined : freshFor(shownSource(element as HTMLImageElement));
}

function swapAttribute(element: Element, name: string): number {
  const address = attributeOf(element, name) ?? '';
  const fresh = freshFor(address) ?? freshForShown(element, name, address);
  if (fresh === undefined || !isShown(element) || (name !== 'poster' && matches(element, NOT_SHOWN)))
    return 0;
  putAttribute(element, name, fresh);
  return 1;
}

/** Image candidates (HTML, "parse a srcset attribute"): a comma inside an address does not separate. */
const CANDIDATE = pattern(/([^\s,](?:\S*[^\s,])?)((?:\s[^,]*)?(?:,|$))/g, 'g');

function swapSet(element: Element, name: string): number {
  const old = attributeOf(element, name) ?? '';
  const set = replace(old, CANDIDATE, (whole, address, rest) => {
    const fresh = freshFor(address);
    return fresh === undefined ? whole : fresh + rest;
  });
  if (set === old) return 0;
  putAttribute(element, name, set);
  return 1;
}

const selectorFor = (name: string): string => `[${escapeCss(name)}]`;

/** Gives every element that shows a changed file its fresh address; returns the number of places. */
export function swapInElements(): number {
  let swapped = 0;
  each(ATTRIBUTES, name =>
    each(everywhere(selectorFor(name)), element => (swapped += swapAttribute(element, name))),
  );
  each(everywhere('img[srcset], source[srcset], link[imagesrcset]'), element => {
    const name = hasAttribute(element, 'srcset') ? 'srcset' : 'imagesrcset';
    swapped += swapSet(element, name);
  });
  return swapped;
}
