import { baseOf, page } from './dom';
import { decode, pattern, replace, slice, startsWith } from './text';
import { origin, originOf, parseUrl, pathnameOf, prefix } from './window';

/** A path of this origin as the server knows it, without a forwarder's prefix; empty outside of the prefix. */
export const onServer = (path: string): string =>
  startsWith(path, `${prefix}/`) ? slice(path, prefix.length) : '';

const SLASHES = pattern(/\/{2,}/g, 'g');
/** The decoded path of an address of this server, which merges slashes; empty for any other address. */
export function pathOf(address: string, base: string = baseOf(page)): string {
  const url = parseUrl(address, base);
  try {
    return url && originOf(url) === origin
      ? replace(decode(onServer(pathnameOf(url))), SLASHES, () => '/')
      : '';
  } catch {
    return '';
  }
}
