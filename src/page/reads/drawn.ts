import { attributeOf, isHtml } from '../own/dom';
import { OwnSet, OwnWeakSet } from '../own/language';
import { shownSource } from '../own/media';
import { pathOf } from '../addresses';

/** Images whose pixels a script has put on a canvas, where no new address reaches them. */
const known = new OwnWeakSet();
const paths = new OwnSet<string>();

export function noteDrawn(source: unknown): void {
  if (typeof source !== 'object' || source === null || known.has(source)) return;
  known.add(source);
  const image = source as Element;
  if (isHtml(image, 'img')) paths.add(pathOf(shownSource(image as HTMLImageElement)));
  else if (isHtml(image, 'video')) paths.add(pathOf(attributeOf(image, 'src') ?? ''));
}

export const isDrawn = (path: string): boolean => paths.has(path);
