import type { IncomingMessage } from 'node:http';
import type { LocatedPath } from '../ask/requestFields';
import type { SentPath } from '../ask/sentPath';
import { sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { Exchange } from './routeKind';
import { BodyRefusal, readBody } from './body';
import { belowPath } from './belowPath';
import type { RouteContext } from './context';
import { echoReply } from './echo';
import type { Matched } from './match';

/** Runs an answer of a matched route with everything it needs to know of the request. */
export async function answerMatched<T extends Reply | undefined>(
  context: RouteContext,
  request: IncomingMessage,
  { route, params, raw, sent }: Matched,
  answer: (exchange: Exchange) => Promise<T>,
): Promise<T | Reply> {
  if (sent.oddity && !route.action.takesAnyPath) return sentence(400, 'malformed', ODDITIES[sent.oddity]);
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  request.socket.once('close', abort);
  // The client may have left while the code for routes was loaded.
  if (request.socket.destroyed) abort();
  const query = new URLSearchParams(sent.query);
  const body: Exchange['body'] = () => readBody(request, context);
  try {
    const reply = await refusing(() =>
      answer({ request, sent, params, raw, query, signal: gone.signal, body }),
    );
    return reply && { ...reply, headers: belowPath(reply.headers, request) };
  } finally {
    request.socket.off('close', abort);
  }
}

const ODDITIES: Readonly<Record<NonNullable<SentPath['oddity']>, string>> = {
  dots: 'The address climbs with “.” or “..”.',
  encoding: 'The address has a “%” that is not followed by valid UTF-8 in hexadecimal.',
};

/** Shows a body that no route takes. */
export function echo(context: RouteContext, request: IncomingMessage, located: LocatedPath): Promise<Reply> {
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
