import { addressOf } from './addresses';

const own = new Set<string>();

/** Whether this script, not the page, has fetched the file. */
export const isOurs = (path: string): boolean => own.has(path);

/**
 * Fetches a file past the browser's cache, so that what loads it under its own address gets the new one.
 * Without a referrer, or the server would take it for data of the page.
 */
export async function refetch(path: string): Promise<void> {
  own.add(path);
  await fetch(addressOf(path), { cache: 'reload', referrerPolicy: 'no-referrer' }).catch(() => undefined);
}
