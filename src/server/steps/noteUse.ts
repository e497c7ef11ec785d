import type { IncomingMessage } from 'node:http';
import { isForwarded } from '../ask/forwarded';
import { destinationOf } from '../ask/requestFields';
import type { Live } from '../live/door';
import type { Reply } from '../reply/reply';

/** Pages follow the files that they ask for. Noted after the reply is on its way: the first use loads the live side. */
export function noteUse({ used }: Reply, request: IncomingMessage, live: Live): void {
  if (!used) return;
  const { file, found, document } = used;
  if (document?.source !== undefined) live.documentServed(document.file, document.id, document.source);
  const { referer } = request.headers;
  const forwarded = referer !== undefined && isForwarded(request);
  live.used({ file, found, referer, forwarded, dest: destinationOf(request) });
}
