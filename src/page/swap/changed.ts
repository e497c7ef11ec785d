import { OwnMap } from '../own/language';
import { startsWith } from '../own/text';
import { addressOf, pathOf, renewed } from '../addresses';

/**
 * Fresh addresses of changed files, by decoded path. Browsers reuse the old content for the old address while this document
 * exists, so each place that comes to show such a file needs the fresh one.
 */
export const changed = new OwnMap<string, string>();

/** Records a changed file and makes a fresh address for it. */
export function noteChanged(path: string): string {
  const fresh = renewed(addressOf(path));
  changed.set(path, fresh);
  return fresh;
}

/** The fresh address of a changed file; undefined for an unchanged file, and for an address that is fresh already. */
export function freshFor(address: string, base?: string): string | undefined {
  const fresh = changed.get(pathOf(address, base));
  // A fragment may follow.
  return fresh === undefined || startsWith(address, fresh) ? undefined : fresh;
}
