import { attributeOf, page } from '../own/dom';
import { some } from '../own/lists';
import { addedBy, attributeOfRecord, makeObserver, observe, targetOf } from '../own/observers';
import { contains } from '../own/text';
import { changed } from './changed';
import { renewPlaces } from './resources';

const ADDRESSES = ['src', 'href', 'srcset', 'poster', 'style'];

/** Animations write a style in each frame: only one with an address counts. */
function isPlace(record: MutationRecord): boolean {
  const name = attributeOfRecord(record);
  return name === 'style'
    ? contains(attributeOf(targetOf(record) as Element, name) ?? '', 'url(')
    : (name ?? addedBy(record)).length > 0;
}

/** Keeps places that scripts add from showing the old content of a changed file. */
export class AddedPlaces {
  #observer: MutationObserver | undefined;

  /** Looks after new places from now on. */
  follow(): void {
    if (this.#observer) return;
    this.#observer = makeObserver(records => {
      if (some(records, isPlace)) renewPlaces();
    });
    observe(this.#observer, page, { childList: true, subtree: true, attributeFilter: ADDRESSES });
  }

  /** Gives places that an update has brought the fresh addresses. */
  renew(): void {
    if (changed.size > 0) renewPlaces();
  }
}
