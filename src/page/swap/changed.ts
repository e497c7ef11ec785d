import { OwnMap } from '../own/language';
import { contains } from '../own/text';
import { addressOf, newMark, renewed } from '../addresses';
import { pathOf } from '../own/served';

/**
 * Marks of changed files for their addresses, by decoded path. Browsers reuse the old content for the old address while this document
 * exists: a place that shows such a file later needs a fresh address.
 */
export const changed = new OwnMap<string, string>();

/** Records a changed file and makes a fresh address for it. */
export function noteChanged(path: string): string {
  const mark = newMark();
  changed.set(path, mark);
  return renewed(addressOf(path), undefined, mark);
}

/** The fresh address of a changed file, with its query and fragment; undefined for an unchanged file, and for an address that is fresh already. */
export function freshFor(address: string, base?: string): string | undefined {
  const mark = changed.get(pathOf(address, base));
  return mark === undefined || contains(address, mark) ? undefined : renewed(address, base, mark);
}
