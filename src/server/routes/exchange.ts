import type { IncomingMessage } from 'node:http';
import type { LocatedPath } from '../ask/asked';
import { sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { Exchange } from './routeKind';
import { BodyRefusal, readBody } from './body';
import type { RouteContext } from './context';
import { echoReply } from './echo';
import type { Matched } from './match';

/** One request that the guard has let in, with its decoded target. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly located: LocatedPath;
}

/** Runs an answer of a matched route with everything it needs to know of the request. */
export async function act<T extends Reply | undefined>(
  context: RouteContext,
  { request, located }: Asked,
  { params }: Matched,
  answer: (exchange: Exchange) => Promise<T>,
): Promise<T | Reply> {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  request.socket.once('close', abort);
  const query = new URLSearchParams(located.query);
  const body: Exchange['body'] = () => readBody(request, context);
  try {
    return await refusing(() => answer({ request, located, params, query, signal: gone.signal, body }));
  } finally {
    request.socket.off('close', abort);
  }
}

/** Shows a body that no route takes. */
export function echo(context: RouteContext, { request, located }: Asked): Promise<Reply> {
  return refusing(async () =>
    echoReply(request, located, context.site.pages, await readBody(request, context)),
  );
}

/** Answers a refused body with the reason. */
async function refusing<T>(answer: () => Promise<T>): Promise<T | Reply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof BodyRefusal) return sentence(error.status, 'malformed', error.message);
    throw error;
  }
}
