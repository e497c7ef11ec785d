import { baseOf, page } from './own/dom';
import { inBase36, now } from './own/language';
import { includes } from './own/lists';
import { encode, encodePart, indexIn, pattern, replace, slice } from './own/text';
import { hrefOf, parseUrl, prefix, setQuery } from './own/window';
import { pathOf } from './own/served';

let renewals = 0;

/** Whether an address has one of these decoded paths on this server. */
export const names = (address: string, paths: readonly string[], base?: string): boolean =>
  includes(paths, pathOf(address, base));

const RESERVED = pattern(/[?#]/g, 'g');
/** The address of a decoded path. */
export const addressOf = (path: string): string => prefix + replace(encode(path), RESERVED, encodePart);

/** The fragment of an address, including `#`. */
export function hashOf(address: string): string {
  const at = indexIn(address, '#');
  return at < 0 ? '' : slice(address, at);
}

/** A value that no address has had in its query. */
export const newMark = (): string => inBase36(now()) + inBase36(renewals++);

/** The same address with a mark in its query, so that no cache of the browser has it. */
export function renewed(address: string, base: string = baseOf(page), mark: string = newMark()): string {
  const url = parseUrl(address, base);
  if (!url) return address;
  setQuery(url, 'porthole', mark);
  return hrefOf(url);
}
