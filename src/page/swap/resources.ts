import { attributeOf } from '../own/dom';
import { some } from '../own/lists';
import { names } from '../addresses';
import { everywhere } from '../roots';
import { noteChanged } from './changed';
import { swapInElements } from './elements';
import { swapMedia } from './media';
import { isNamedInStyles, preload, renewStyles } from './styleAddresses';
import { Refusal } from '../refusal';
import { isDrawn } from '../reads/drawn';

/** Elements that show a file in a document or plug-in of its own: a new address would reset what is in there. */
const holds = (path: string): boolean =>
  some(everywhere('embed, object, iframe, frame'), holder =>
    names(attributeOf(holder, 'src') ?? attributeOf(holder, 'data') ?? '', path),
  );

/** Swaps an image, font or other resource in elements and in styles; false if nothing in the page shows it. */
export async function swapResource(path: string): Promise<boolean> {
  if (holds(path)) throw new Refusal(`a frame or object shows ${path}`);
  if (isDrawn(path)) throw new Refusal(`a script drew ${path}`);
  const fresh = noteChanged(path);
  const isStyled = isNamedInStyles();
  if (isStyled) await preload(fresh, path);
  if (isStyled) renewStyles();
  return swapInElements() + swapMedia() > 0 || isStyled;
}

/** Gives new places of changed files the fresh address, after a patch or a script brought some. */
export function renewPlaces(): void {
  swapInElements();
  swapMedia();
  renewStyles();
}
