import type { IncomingMessage } from 'node:http';
import { isForwarded } from '../ask/forwarded';
import { destinationOf } from '../ask/requestFields';
import type { Live } from '../live/door';
import type { Reply } from '../reply/reply';

/**
 * Whether a page of this server sends the request without a `Referer`: from a worker, from an empty frame, or
 * by its referrer policy.
 */
const isNameless = ({ headers }: IncomingMessage): boolean =>
  headers.referer === undefined && headers['sec-fetch-site'] === 'same-origin';

/** Pages follow the files that they request. Noted after the reply has begun, since the first use loads the live code. */
export function noteUse({ used }: Reply, request: IncomingMessage, live: Live): void {
  if (!used) return;
  const { file, found, document } = used;
  if (document?.source !== undefined) live.documentServed(document.file, document.id, document.source);
  const { referer } = request.headers;
  const forwarded = referer !== undefined && isForwarded(request);
  const dest = destinationOf(request);
  live.used({ file, found, referer, forwarded, dest, nameless: isNameless(request) });
}
