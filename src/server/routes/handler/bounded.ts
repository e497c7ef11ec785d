import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { tooLarge } from '../body';
import type { RouteContext } from '../context';

/** A body as a stream, and its refusal if it turns out too large. */
interface Bounded {
  readonly stream: Readable;
  /** Rejects with a `BodyRefusal`; never resolves. */
  readonly refused: Promise<never>;
}

/**
 * Streams the body of a request, within `maxBodySize`.
 * @param onProgress called for each part of it
 */
export function bounded(
  request: IncomingMessage,
  { site, sendContinue }: Pick<RouteContext, 'site' | 'sendContinue'>,
  onProgress: () => void,
): Bounded {
  const most = site.options.maxBodySize;
  let size = 0;
  const over = new EventEmitter();
  const refused = once(over, 'size').then((): never => {
    throw tooLarge(most);
  });
  // A handler may answer before the body is refused; then no caller awaits this promise.
  refused.catch(() => undefined);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onProgress();
      size += chunk.length;
      if (size <= most) return done(null, chunk);
      // `drain` reads the rest of the body, or ends the connection.
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
