/** Whether an address of this page names a file of the server, by its decoded path. */
export function names(address: string, path: string): boolean {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin && decodeURIComponent(url.pathname) === path;
  } catch {
    return false;
  }
}

/** The same address, unlike any the browser has kept. */
export function renewed(address: string): string {
  const url = new URL(address, document.baseURI);
  url.searchParams.set('porthole', Date.now().toString(36));
  return url.href;
}
