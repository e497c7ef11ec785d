import { attributeOf, isConnected, isElement, isHtml } from '../own/dom';
import { OwnSet, OwnWeakRef, OwnWeakSet } from '../own/language';
import { shownSource } from '../own/media';
import { pathOf } from '../own/served';
import { parts } from '../parts';

/** Images that a script has drawn on a canvas: a new address does not change what was drawn. */
const known = new OwnWeakSet();
const paths = new OwnSet<string>();

export function noteDrawn(source: unknown): void {
  if (typeof source !== 'object' || source === null || known.has(source)) return;
  known.add(source);
  const image = source as Element;
  if (isHtml(image, 'img')) paths.add(pathOf(shownSource(image as HTMLImageElement)));
  else if (isElement(image))
    paths.add(
      pathOf(
        attributeOf(image, 'src') ?? attributeOf(image, 'href') ?? attributeOf(image, 'xlink:href') ?? '',
      ),
    );
}

export const isDrawn = (path: string): boolean => paths.has(path);

/** Images outside of the page whose address a script has set: it may show or draw them later. */
export const held = new OwnSet<WeakRef<HTMLImageElement>>();
/** The most images that are held: some pages make one after the other. */
const MOST_HELD = 1000;

export function noteHeld(image: HTMLImageElement): void {
  parts.pictured?.(image);
  if (!isConnected(image) && held.size < MOST_HELD) held.add(new OwnWeakRef(image));
}
