import { hashOf } from '../addresses';
import { addressOfDocument, elementById, page } from '../own/dom';
import { slice } from '../own/text';

/** The element that the address names. Browsers look for `:target` at a navigation only. */
export const targetNow = (): Element | null => elementById(page, slice(hashOf(addressOfDocument(page)), 1));
