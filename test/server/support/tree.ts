import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isReliable } from '../../../src/server/files/stamp';

/** Files by their path below the root; a string is UTF-8. */
export type Tree = Readonly<Record<string, string | Uint8Array>>;

/** A separate folder with these files. */
export async function makeTree(tree: Tree): Promise<string> {
  const root = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'porthole-test-')));
  await writeTree(root, tree);
  return root;
}

export async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(root, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
  }
}

/** Waits until the tag of a large file that was just written is the same for each request. */
export async function hasOneTag(file: string): Promise<void> {
  const { ctimeMs } = await fs.stat(file);
  while (!isReliable(ctimeMs, Date.now())) await pause(5);
}
