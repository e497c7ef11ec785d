import { sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { Exchange } from './action';
import { BodyRefusal, readBody } from './body';
import { echoReply } from './echo';
import type { Matched } from './match';

type Asked = Pick<Exchange, 'request' | 'site' | 'located'>;

/** Has a matched route answer. */
export async function act<T extends Reply | undefined>(
  { request, site, located }: Asked,
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

/** Shows what was sent to where nothing takes it. */
export function echo({ request, site, located }: Asked): Promise<Reply> {
  return refusing(async () => {
    const read = await readBody(request, site.options.maxBodySize);
    return echoReply(request, located, site.pages, read);
  });
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
