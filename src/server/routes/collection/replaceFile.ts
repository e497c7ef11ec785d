import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../../errors';

/** Milliseconds after which a draft has been left behind by a process that was killed. */
const ABANDONED = 60_000;
/** Milliseconds between two tries to replace a file that another program has open (Windows). */
const PATIENCE = [20, 50, 100, 200] as const;

/**
 * Replaces a file by `rename`: a reader gets the old bytes or the new ones, never a mixture. A process that is killed at any moment
 * leaves one of the two.
 * @param mayReplace asked last, right before the file is replaced
 * @returns whether the file was replaced
 */
export async function replaceFile(
  file: string,
  bytes: Uint8Array,
  mayReplace: () => Promise<boolean>,
): Promise<boolean> {
  await removeDrafts(file);
  const { mode } = await stat(file);
  const draft = `${draftPrefix(file)}${randomUUID()}.tmp`;
  try {
    await writeDraft(draft, bytes, mode);
    if (!(await mayReplace())) {
      await rm(draft, { force: true });
      return false;
    }
    await renamePatiently(draft, file);
    return true;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** With a dot in front: a draft is neither served nor listed. */
const draftPrefix = (file: string): string => path.join(path.dirname(file), `.${path.basename(file)}.`);

async function writeDraft(draft: string, bytes: Uint8Array, mode: number): Promise<void> {
  // `wx` fails if the name exists and follows no link; the UUID keeps two writers apart.
  const handle = await open(draft, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    // The process's umask takes rights from a new file; some disks keep none, and refuse.
    await handle.chmod(mode).catch(() => undefined);
    // Without `fsync` a system crash could leave the new name with no bytes in it.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const wait of PATIENCE) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) throw error;
      await delay(wait);
    }
  }
  await rename(from, to);
}

/** Removes drafts that a killed process has left. */
async function removeDrafts(file: string): Promise<void> {
  const prefix = path.basename(draftPrefix(file));
  const folder = path.dirname(file);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter(each => each.startsWith(prefix) && each.endsWith('.tmp'))) {
    const draft = path.join(folder, name);
    const stats = await stat(draft).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > ABANDONED) await rm(draft, { force: true });
  }
}
