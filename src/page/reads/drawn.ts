import { attributeOf, isElement, isHtml } from '../own/dom';
import { OwnSet, OwnWeakSet } from '../own/language';
import { shownSource } from '../own/media';
import { pathOf } from '../own/served';

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
