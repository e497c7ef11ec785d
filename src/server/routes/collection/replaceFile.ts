import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';

/** Puts other bytes in the place of a file, all at once: whoever reads it gets the old ones or the new ones, never a part. */
export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const { mode } = await stat(file);
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    // A name that nobody else can have put there: `wx` follows no link.
    await writeFile(draft, bytes, { flag: 'wx', mode });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
