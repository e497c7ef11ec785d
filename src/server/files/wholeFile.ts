import type { FileHandle } from 'node:fs/promises';

/** All bytes of a file that has no more than `most`; undefined for any other. Closes it. */
export async function readAndClose(
  handle: FileHandle,
  size: number,
  most: number,
): Promise<Buffer | undefined> {
  try {
    return size > most ? undefined : await handle.readFile();
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** All bytes of a file in one buffer of their size: `readFile` makes pieces and copies them, and leaves twice the garbage. */
export async function readWhole(handle: FileHandle, size: number): Promise<Buffer> {
  // One byte more would come if the file had grown.
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  const { bytesRead } = await handle.read(buffer, 0, size + 1, 0);
  return bytesRead === size ? buffer.subarray(0, size) : handle.readFile();
}
