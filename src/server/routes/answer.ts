import type { IncomingMessage } from 'node:http';
import type { Source } from '../../protocol/log';
import { ROUTES_FILE } from '../../protocol/paths';
import type { LocatedPath } from '../asked';
import { sentence } from '../pages';
import type { Reply } from '../reply';
import type { Site } from '../site';
import type { Upgrade } from '../upgrade';
import type { Exchange } from './action';
import { BodyRefusal, readBody } from './body';
import { echoReply } from './echo';
import type { Matched } from './match';

/** Answers with the first route that takes the request; undefined when there is none. */
export function serveRoute(
  request: IncomingMessage,
  site: Site,
  located: LocatedPath,
): Promise<Reply> | undefined {
  const matched = site.routes?.find(request, located);
  if (!matched) return undefined;
  const source = sourceOf(site, matched);
  return act({ request, site, located }, matched, async exchange => ({
    ...(await matched.route.action.answer(exchange)),
    source,
  }));
}

/** Hands a WebSocket to the first route that takes it: a reply where that one refuses; undefined when there is none. */
export function joinRoute(
  upgrade: Upgrade,
  site: Site,
  located: LocatedPath,
): Promise<Reply | undefined> | undefined {
  const { request } = upgrade;
  const matched = site.routes?.find(request, located);
  const action = matched?.route.action;
  if (!matched || !action?.join) return undefined;
  return act({ request, site, located }, matched, async exchange => action.join?.(exchange, upgrade));
}

/** Shows what was sent to where nothing takes it. */
export async function serveEcho(request: IncomingMessage, site: Site, located: LocatedPath): Promise<Reply> {
  return refusing(async () => {
    const read = await readBody(request, site.options.maxBodySize);
    return echoReply(request, located, site.pages, read);
  });
}

async function act<T extends Reply | undefined>(
  { request, site, located }: Pick<Exchange, 'request' | 'site' | 'located'>,
  { params }: Matched,
  answer: (exchange: Exchange) => Promise<T>,
): Promise<T | Reply> {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  request.socket.once('close', abort);
  const query = new URLSearchParams(located.query);
  const body: Exchange['body'] = () => readBody(request, site.options.maxBodySize);
  try {
    return await refusing(() => answer({ site, request, located, params, query, signal: gone.signal, body }));
  } finally {
    request.socket.off('close', abort);
  }
}

/** A body that cannot be taken is the sender's to mend. */
async function refusing<T>(answer: () => Promise<T>): Promise<T | Reply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof BodyRefusal) return sentence(error.status, 'malformed', error.message);
    throw error;
  }
}

const sourceOf = ({ files }: Site, { route }: Matched): Source => ({
  file: files.pathOf([ROUTES_FILE]),
  line: route.line,
  name: route.name,
});
