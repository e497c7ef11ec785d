import { attributeOf } from '../own/dom';
import { some } from '../own/lists';
import { names } from '../addresses';
import { everywhere } from '../roots';
import { noteChanged } from './changed';
import { swapInElements } from './elements';
import { swapMedia } from './mediaElements';
import { isNamedInStyles, preload, renewStyles } from './styleAddresses';
import { Refusal } from '../refusal';
import { isDrawn } from '../reads/drawn';

/** Elements that show a file in a document or plug-in of its own: a new address would reset what is in there. */
const holds = (paths: readonly string[]): boolean =>
  some(everywhere('embed, object, iframe, frame'), holder =>
    names(attributeOf(holder, 'src') ?? attributeOf(holder, 'data') ?? '', paths),
  );

/** Swaps an image, font or other resource in elements and in styles, under all of its paths; false if nothing in the page shows it. */
export async function swapResource(paths: readonly string[]): Promise<boolean> {
  if (holds(paths)) throw new Refusal('framed:');
  if (some(paths, isDrawn)) throw new Refusal('drawn:');
  let isStyled = false;
  for (let at = 0; at < paths.length; at++) {
    const path = paths[at] ?? '';
    const fresh = noteChanged(path);
    if (!isNamedInStyles()) continue;
    isStyled = true;
    await preload(fresh, path);
    renewStyles();
  }
  return swapInElements() + swapMedia() > 0 || isStyled;
}

/** Gives new places of changed files the fresh address, after a patch or a script brought some. */
export function renewPlaces(): void {
  swapInElements();
  swapMedia();
  renewStyles();
}
