import { baseOf, page } from './own/dom';
import { inBase36, now } from './own/language';
import { decode, encode, encodePart, indexIn, pattern, replace, slice, startsWith } from './own/text';
import { hrefOf, origin, originOf, parseUrl, pathnameOf, prefix, setQuery } from './own/window';

let renewals = 0;

/** A path of this origin as the server knows it, without a forwarder's prefix; empty outside of the prefix. */
export const onServer = (path: string): string =>
  startsWith(path, `${prefix}/`) ? slice(path, prefix.length) : '';

/** The decoded path of an address of this server; empty for any other address. */
export function pathOf(address: string, base: string = baseOf(page)): string {
  const url = parseUrl(address, base);
  try {
    return url && originOf(url) === origin ? decode(onServer(pathnameOf(url))) : '';
  } catch {
    return '';
  }
}

/** Whether an address has this decoded path on this server. */
export const names = (address: string, path: string, base?: string): boolean =>
  pathOf(address, base) === path;

const RESERVED = pattern(/[?#]/g, 'g');
/** The address of a decoded path. */
export const addressOf = (path: string): string => prefix + replace(encode(path), RESERVED, encodePart);

/** The fragment of an address, including `#`. */
export function hashOf(address: string): string {
  const at = indexIn(address, '#');
  return at < 0 ? '' : slice(address, at);
}

/** The same address with a unique query, so that no cache of the browser has it. */
export function renewed(address: string, base: string = baseOf(page)): string {
  const url = parseUrl(address, base);
  if (!url) return address;
  setQuery(url, 'porthole', inBase36(now()) + inBase36(renewals++));
  return hrefOf(url);
}
