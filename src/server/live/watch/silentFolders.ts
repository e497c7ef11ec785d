import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Entries of one folder that are looked at in one sweep. */
const MOST = 2_000;
/** `stat` calls in parallel: libuv has four threads, which serve requests, too. */
const AT_ONCE = 8;

/**
 * Looks at folders without events, for observers. The poller covers only files in use; an observer also hears of other files and new
 * folders.
 */
export class SilentFolders {
  /** By folder, the stamps of its entries at the last look. */
  private readonly known = new Map<string, ReadonlyMap<string, string>>();

  /** @param onEntry an entry came, went or changed since the last look */
  constructor(private readonly onEntry: (entry: string) => void) {}

  /** Compares a folder with the last look at it; the first one only learns. */
  async look(folder: string): Promise<void> {
    const now = await stampsIn(folder);
    const before = this.known.get(folder);
    this.known.set(folder, now);
    if (!before) return;
    for (const name of new Set([...before.keys(), ...now.keys()]))
      if (before.get(name) !== now.get(name)) this.onEntry(path.join(folder, name));
  }

  drop(folder: string): void {
    this.known.delete(folder);
  }

  clear(): void {
    this.known.clear();
  }
}

/** A folder that cannot be read has no entries. */
async function stampsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder).catch(() => [])).slice(0, MOST).values();
  const stamps = new Map<string, string>();
  const worker = async (): Promise<void> => {
    for (const name of names) {
      const found = await stat(path.join(folder, name)).catch(() => undefined);
      // Each new entry changes the times of its folder.
      if (found?.isDirectory()) stamps.set(name, `folder ${found.ino}`);
      else if (found) stamps.set(name, `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return stamps;
}
