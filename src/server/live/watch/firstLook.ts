import type { Contents } from './contents';
import { statOf } from './systemWatch';

/** Files that are read for a new observer. Any other file is reported even if only its times change. */
const MOST = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads files for a new observer, one after the other, because requests go first. A later event without a change is then recognised.
 * @param since when the observer came, in milliseconds since the epoch: a change between that and the watch caused no event
 */
export async function firstLook(
  files: Iterable<string>,
  since: number,
  contents: Pick<Contents, 'hear' | 'learn'>,
): Promise<void> {
  let [left, bytes] = [MOST, MOST_BYTES];
  for (const file of files) {
    const found = statOf(file);
    if (!found?.isFile()) continue;
    if (found.ctimeMs > since && found.ctimeMs <= Date.now()) contents.hear(file);
    else await contents.learn(file);
    left -= 1;
    bytes -= found.size;
    if (left <= 0 || bytes <= 0) return;
  }
}
