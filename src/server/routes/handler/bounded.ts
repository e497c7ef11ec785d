import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { goOn } from '../../net/expect';
import { tooLarge } from '../body';

/** A body that is read as it comes, and the refusal of one that turns out to be too large. */
export interface Bounded {
  readonly stream: Readable;
  /** Rejects with a `BodyRefusal`; never resolves. */
  readonly refused: Promise<never>;
}

/**
 * The body of a request, as far as it is read.
 * @param most bytes that it may have
 */
export function bounded(request: IncomingMessage, most: number): Bounded {
  let size = 0;
  const over = new EventEmitter();
  const refused = once(over, 'size').then((): never => {
    throw tooLarge(most);
  });
  // Whoever has its answer already does not wait for this.
  refused.catch(() => undefined);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= most) return done(null, chunk);
      // The rest is for `drain`, which knows when to give up.
      request.unpipe(stream);
      request.pause();
      over.emit('size');
    },
  });
  if (Number(request.headers['content-length'] ?? 0) > most) over.emit('size');
  else {
    goOn(request);
    request.pipe(stream);
  }
  return { stream, refused };
}
