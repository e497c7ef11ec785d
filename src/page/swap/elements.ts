import { attributeOf, hasAttribute, isConnected, matches, putAttribute } from '../own/dom';
import { heldBy } from '../own/language';
import { each } from '../own/lists';
import { shownSource } from '../own/media';
import { contains, pattern, replace, test } from '../own/text';
import { escapeCss } from '../own/window';
import { parts } from '../parts';
import { held } from '../reads/drawn';
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

/** An image that is in no document has no observer; a browser has not begun to load what was set in the same task. */
function renewPicture(image: HTMLImageElement): void {
  const fresh = freshFor(attributeOf(image, 'src') ?? '');
  if (fresh !== undefined) putAttribute(image, 'src', fresh);
}
parts.pictured = renewPicture;

const selectorFor = (name: string): string => `[${escapeCss(name)}]`;

/** Gives every element that shows a changed file its fresh address; returns the number of places. */
export function swapInElements(): number {
  let swapped = 0;
  each(ATTRIBUTES, name =>
    each(everywhere(selectorFor(name)), element => (swapped += swapAttribute(element, name))),
  );
  // Scripts hold these: if no element shows the file, only a load tells what they make of it.
  held.forEach(ref => {
    const image = heldBy(ref);
    if (image && !isConnected(image)) renewPicture(image);
  });
  each(everywhere('img[srcset], source[srcset], link[imagesrcset]'), element => {
    const name = hasAttribute(element, 'srcset') ? 'srcset' : 'imagesrcset';
    swapped += swapSet(element, name);
  });
  return swapped;
}
