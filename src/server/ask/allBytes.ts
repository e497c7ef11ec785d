import type { Readable } from 'node:stream';

/** All bytes of a stream, up to a limit. */
export function allBytes(stream: Readable, most: number): Promise<Buffer | 'too large' | Error> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= most) {
        chunks.push(chunk);
        return;
      }
      // `drain` reads or cuts off the rest.
      stream.off('data', take);
      stream.pause();
      chunks.length = 0;
      resolve('too large');
    };
    stream.on('data', take);
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', resolve);
    stream.once('close', () => resolve(new Error('The stream was closed')));
  });
}
