/** Globals as they were: a page may declare them anew (`var name`, `function open`, `let performance`) or replace them. */
import { CHALLENGE } from '../../protocol/paths';
import { bare, getter, method, setter } from './language';

const self = window;
const { location, history, parent, performance } = self;
export { location, parent, self };
/** The window that has opened this one. */
export const opener = self.opener as Window | null;

const stateOf = getter(History, 'state');
export const historyState = (): unknown => stateOf(history);

/** Of the document as it was loaded; `history.pushState` changes `location` only. */
export const { origin, host, pathname } = location;

/** The address of the page script. Asked for later, the element's `src` would be resolved against a `<base>` that came meanwhile. */
export const source = (document.currentScript as HTMLScriptElement | null)?.src;
/** The path that a forwarder has put before all addresses of the server, as `/proxy/5500`; empty where there is none. */
export const prefix = source ? new URL(source).pathname.replace(/\/__porthole\/[^/]*$/, '') : '';

/** Milliseconds since the document was requested. A tool that fakes time before the page begins replaces the object. */
export const sinceStart = performance.now.bind(performance);
export const { timeOrigin } = performance;
const entriesOfType = performance.getEntriesByType.bind(performance);
export const navigations = (): PerformanceEntry[] => entriesOfType('navigation');

const OwnUrl = URL;
export const hrefOf = getter(URL, 'href');
export const originOf = getter(URL, 'origin');
export const pathnameOf = getter(URL, 'pathname');
const paramsOf = getter(URL, 'searchParams');
const setParam = method(URLSearchParams, 'set');
export const setQuery = (url: URL, name: string, value: string): void => setParam(paramsOf(url), name, value);

/** The parsed address; undefined if it is malformed. */
export function parseUrl(address: string, base?: string): URL | undefined {
  try {
    return new OwnUrl(address, base);
  } catch {
    return undefined;
  }
}

/** The window has its attributes itself (Web IDL, `[Global]`). */
const view = { prototype: self as Window };
export const windowName = getter(view, 'name');
export const setWindowName = setter(view, 'name');
const storage = getter(view, 'sessionStorage');
const getItem = method(Storage, 'getItem');
const setItem = method(Storage, 'setItem');
const removeItem = method(Storage, 'removeItem');
/** Storage of the tab. Each of these throws where the browser denies it to the frame. */
export const readStored = (key: string): string | null => getItem(storage(self), key);
export const writeStored = (key: string, value: string): void => setItem(storage(self), key, value);
export const removeStored = (key: string): void => removeItem(storage(self), key);

const { fetch } = self;
const bodyText = method(Response, 'text');
const headersOf = getter(Response, 'headers');
const fieldOf = method(Headers, 'get');
/** The text at an address, past every cache; undefined on a shared address where this device is not let in. */
export async function fetchText(
  address: string,
  init: RequestInit = { cache: 'no-store' },
): Promise<string | undefined> {
  const response = await fetch(address, bare(init));
  if (fieldOf(headersOf(response), 'www-authenticate') === CHALLENGE) return undefined;
  const text = await bodyText(response);
  return text;
}

/** Of the viewport, in pixels. */
export const heightOfView = getter(view, 'innerHeight');

const { escape, supports } = CSS;
export { escape as escapeCss, supports as supportsCss };
const { getComputedStyle } = self;
export { getComputedStyle as computedOf };

/** The element of the frame around this page; null without one, or in a page of another origin. */
export const frameAround = getter(view, 'frameElement');

/** The event that is being dispatched; undefined outside of listeners. */
export const currentEvent = getter(view, 'event');
