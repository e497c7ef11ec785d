import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { tooLarge } from '../body';
import type { RouteContext } from '../context';

/** A body that is read as it comes, and the refusal of one that turns out to be too large. */
export interface Bounded {
  readonly stream: Readable;
  /** Rejects with a `BodyRefusal`; never resolves. */
  readonly refused: Promise<never>;
}

/** The body of a request as it comes, within `maxBodySize`. */
export function bounded(
  request: IncomingMessage,
  { site, sendContinue }: Pick<RouteContext, 'site' | 'sendContinue'>,
): Bounded {
  const most = site.options.maxBodySize;
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
    sendContinue(request);
    request.pipe(stream);
  }
  return { stream, refused };
}
