import { page } from '../own/dom';
import { some } from '../own/lists';
import { addedBy, kindOfRecord, makeObserver, observe } from '../own/observers';
import { changed } from './changed';
import { renewPlaces } from './resources';

const ADDRESSES = ['src', 'href', 'srcset', 'poster'];

const isPlace = (record: MutationRecord): boolean =>
  kindOfRecord(record) === 'attributes' || addedBy(record).length > 0;

/** Keeps places that scripts add from showing the old content of a changed file. */
export class AddedPlaces {
  private observer: MutationObserver | undefined;

  /** Looks after new places from now on. */
  follow(): void {
    if (this.observer) return;
    this.observer = makeObserver(records => {
      if (some(records, isPlace)) renewPlaces();
    });
    observe(this.observer, page, { childList: true, subtree: true, attributeFilter: ADDRESSES });
  }

  /** Gives places that an update has brought the fresh addresses. */
  renew(): void {
    if (changed.size > 0) renewPlaces();
  }
}
