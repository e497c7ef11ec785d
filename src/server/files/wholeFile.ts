import type { FileHandle } from 'node:fs/promises';

/** All bytes of a file of at most `most` bytes; undefined for any other. Closes it. */
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

/** All bytes of a file in one buffer of its size: `readFile` reads and copies pieces, which makes twice the garbage. */
export async function readWhole(handle: FileHandle, size: number): Promise<Buffer> {
  // The additional byte shows that the file has grown.
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  const { bytesRead } = await handle.read(buffer, 0, size + 1, 0);
  return bytesRead === size ? buffer.subarray(0, size) : handle.readFile();
}
