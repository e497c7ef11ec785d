import { isObject } from './suites';

/** A workbench and a browser that another process has started for this one. */
export interface Shared {
  readonly origin: string;
  /** Folder of the user's settings, which the next window reads. */
  readonly user: string;
  /** WebSocket address of the browser. */
  readonly browser: string;
}

export function sharedWithUs(): Shared | undefined {
  const text = process.env['PORTHOLE_SHARED'];
  const shared: unknown = text ? JSON.parse(text) : undefined;
  if (!isObject(shared)) return undefined;
  const { origin, user, browser } = shared;
  return { origin: String(origin), user: String(user), browser: String(browser) };
}
