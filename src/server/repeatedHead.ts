import type { ServerResponse } from 'node:http';
import type { Headers, Reply } from './reply';

/** A head as Node made it, whole, and the second that its Date names. */
interface Kept {
  readonly text: string;
  readonly second: number;
}

/**
 * Node keeps the head of a response here until it sends it. The field is not documented, but as old as its HTTP server; where
 * there is none, or one that means something else, nothing is kept and each head is made anew.
 */
type Unsent = ServerResponse & { _header: unknown };

const isUnsent = (response: ServerResponse): response is Unsent =>
  '_header' in response && response._header === null;

const kept = new WeakMap<Headers, Kept>();

/**
 * Writes the head of a reply over a connection of HTTP/1.1 that stays open. Node checks each field and puts them together for every
 * answer anew: what it has made within this second is used again.
 */
export function writeRepeatedHead({ status, headers }: Reply, response: ServerResponse): void {
  // Whoever looks on does so by a `writeHead` of its own.
  const repeats = isUnsent(response) && !Object.hasOwn(response, 'writeHead');
  const second = Math.trunc(Date.now() / 1000);
  const known = repeats ? kept.get(headers) : undefined;
  if (repeats && known?.second === second) {
    response.statusCode = status;
    response._header = known.text;
    return;
  }
  response.writeHead(status, headers);
  const made: unknown = repeats ? response._header : undefined;
  if (typeof made === 'string') kept.set(headers, { text: made, second });
}
