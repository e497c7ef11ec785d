let renewals = 0;

/** The decoded path of a same-origin address; empty for any other address. */
export function pathOf(address: string, base: string = document.baseURI): string {
  try {
    const url = new URL(address, base);
    return url.origin === location.origin ? decodeURIComponent(url.pathname) : '';
  } catch {
    return '';
  }
}

/** Whether an address has this decoded path on this server. */
export const names = (address: string, path: string, base?: string): boolean =>
  pathOf(address, base) === path;

/** The address of a decoded path. */
export const addressOf = (path: string): string => encodeURI(path).replace(/[?#]/g, encodeURIComponent);

/** The fragment of an address, including `#`. */
export const hashOf = (address: string): string => /#.*$/.exec(address)?.[0] ?? '';

/** The same address with a unique query, so that no cache of the browser has it. */
export function renewed(address: string): string {
  const url = new URL(address, document.baseURI);
  url.searchParams.set('porthole', Date.now().toString(36) + (renewals++).toString(36));
  return url.href;
}
