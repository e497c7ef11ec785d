import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';

/** Replaces a file by `rename`: a reader gets the old bytes or the new ones, never a mixture. */
export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const { mode } = await stat(file);
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    // `wx` fails if the name exists and follows no link; the UUID keeps two writers apart.
    await writeFile(draft, bytes, { flag: 'wx', mode });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
