/** Globals as they were: a page may declare them anew (`var name`, `function open`, `let performance`) or replace them. */
import { bare, getter, method, setter } from './language';

const self = window;
const { location, history, parent, performance } = self;
export { history, location, parent, self };

/** Of the document as it was loaded; `history.pushState` changes `location` only. */
export const { origin, host, pathname } = location;

const source = (document.currentScript as HTMLScriptElement | null)?.src;
/** The path that a forwarder has put before all addresses of the server, as `/proxy/5500`; empty where there is none. */
export const prefix = source ? new URL(source).pathname.replace(/\/__porthole\/[^/]*$/, '') : '';

/** Milliseconds since the document was requested. A tool that fakes time before the page begins replaces the object. */
export const sinceStart = performance.now.bind(performance);
export const { timeOrigin } = performance;
const entriesOfType = performance.getEntriesByType.bind(performance);
export const navigations = (): PerformanceEntry[] => entriesOfType('navigation');

const OwnUrl = URL;
export const hrefOf = getter(URL.prototype, 'href');
export const originOf = getter(URL.prototype, 'origin');
export const pathnameOf = getter(URL.prototype, 'pathname');
const paramsOf = getter(URL.prototype, 'searchParams');
const setParam = method(URLSearchParams.prototype, 'set');
export const setQuery = (url: URL, name: string, value: string): void => setParam(paramsOf(url), name, value);

/** The parsed address; undefined if it is malformed. */
export function parseUrl(address: string, base?: string): URL | undefined {
  try {
    return new OwnUrl(address, base);
  } catch {
    return undefined;
  }
}

export const windowName = getter(self, 'name');
export const setWindowName = setter(self, 'name');
const storage = getter(self, 'sessionStorage');
const getItem = method(Storage.prototype, 'getItem');
const setItem = method(Storage.prototype, 'setItem');
const removeItem = method(Storage.prototype, 'removeItem');
/** Storage of the tab. Each of these throws where the browser denies it to the frame. */
export const readStored = (key: string): string | null => getItem(storage(self), key);
export const writeStored = (key: string, value: string): void => setItem(storage(self), key, value);
export const removeStored = (key: string): void => removeItem(storage(self), key);

const { fetch } = self;
const bodyText = method(Response.prototype, 'text');
/** The text at an address, past every cache. */
export async function fetchText(address: string, init: RequestInit = { cache: 'no-store' }): Promise<string> {
  const response = await fetch(address, bare(init));
  const text = await bodyText(response);
  return text;
}

const { escape, supports } = CSS;
export { escape as escapeCss, supports as supportsCss };
const { getComputedStyle } = self;
export { getComputedStyle as computedOf };

/** The event that is being dispatched; undefined outside of listeners. */
export const currentEvent = getter(self as Window, 'event');
