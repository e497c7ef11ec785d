// One window for many blocks of tests: to load one takes longer than most of them. Each finds it as a new one would be: nothing open,
// no server running, and the files and settings of its own.
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type Order, PORT_FILE } from './keeping';
import { messageOf, say } from './say';
import { eventually, statusSays } from './ui';

export interface KeptWindow {
  readonly page: Page;
  readonly place: string;
  /** The folder in it that is open. */
  readonly site: string;
  close(): Promise<void>;
}

/** Each file is a bundle with modules of its own, so the window is kept by the process. */
const shelf = globalThis as { portholeWindow?: KeptWindow };

export function keep(window: KeptWindow): void {
  shelf.portholeWindow = window;
}

export async function closeKept(): Promise<void> {
  await shelf.portholeWindow?.close();
}

/** Takes the window with nothing open and no file in its folder, if there is one that can be cleared. */
export async function takeCleared(): Promise<KeptWindow | undefined> {
  const window = shelf.portholeWindow;
  if (!window) return undefined;
  delete shelf.portholeWindow;
  try {
    await tell(window, { to: '/clear' });
    for (const name of await readdir(window.site))
      await rm(path.join(window.site, name), { recursive: true });
    return window;
  } catch (error) {
    say(`· A window could not be cleared, so another is opened: ${messageOf(error)}`);
    await window.close();
    return undefined;
  }
}

/** Has the window as a new one would be, with these settings, which are written already; one that cannot be is closed. */
export async function makeReady(
  window: KeptWindow,
  settings: Readonly<Record<string, unknown>>,
): Promise<KeptWindow> {
  try {
    await tell(window, { to: '/settings', settings });
    await window.page.mouse.move(0, 0);
    await statusSays(window.page, /^Go Live$/);
    return window;
  } catch (error) {
    await window.close();
    throw error;
  }
}

async function tell({ place }: KeptWindow, order: Order): Promise<void> {
  const file = path.join(place, PORT_FILE);
  // Extensions start in any order: the keeper of a new window may come after Porthole.
  const { port } = await eventually('the keeper takes orders', async () => {
    const read = await readFile(file, 'utf8');
    return read !== '' && { port: read };
  });
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    body: JSON.stringify(order),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
