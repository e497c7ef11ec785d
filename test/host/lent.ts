import type { BrowserContextOptions } from 'playwright-core';

/** The members of a browser that tests use. */
interface Closable {
  close(): Promise<void>;
}

/** Test files may be separate bundles with modules of their own, so the browsers are kept per process. */
const shelf = globalThis as { portholeLent?: Map<string, Promise<Closable>> };

/** Whether browsers outlive a test file: starting one takes longer than many files. */
export const isLending = (): boolean => shelf.portholeLent !== undefined;

export function beginLending(): void {
  shelf.portholeLent = new Map();
}

export async function endLending(): Promise<void> {
  for (const browser of shelf.portholeLent?.values() ?? []) await (await browser).close();
}

function kept<T extends Closable>(name: string, launch: () => Promise<T>): Promise<T> {
  const { portholeLent: all = new Map<string, Promise<Closable>>() } = shelf;
  const browser = all.get(name) ?? launch();
  all.set(name, browser);
  browser.catch(() => all.delete(name));
  return browser as Promise<T>;
}

interface Opening extends Closable {
  newPage(options?: BrowserContextOptions): Promise<Closable>;
  /** Chromium only: the drivers of other engines have no contexts. */
  newContext?(options?: BrowserContextOptions): Promise<Closable>;
}

/** A browser that is kept; closing it closes only the pages and contexts opened by this caller. */
export async function lentEngine<T extends Opening>(
  name: string,
  launch: () => Promise<T>,
): Promise<Opening> {
  const browser = await kept(name, launch);
  const opened = new Set<Closable>();
  const noted = async (opening: Promise<Closable> | undefined): Promise<Closable> => {
    const one = await opening;
    if (!one) throw new Error(`${name} has no contexts of its own.`);
    opened.add(one);
    return one;
  };
  return {
    newPage: options => noted(browser.newPage(options)),
    newContext: options => noted(browser.newContext?.(options)),
    close: async () => {
      // Tests have closed most of them.
      for (const one of opened) await one.close().catch(() => undefined);
    },
  };
}
