import type { IncomingMessage } from 'node:http';
import { LIVE } from '../../protocol/paths';
import type { LocatedPath } from '../ask/requestFields';
import { allBytes } from '../ask/allBytes';
import { type Asker, judgeToken, judgeUpgrade, type Verdict } from '../ask/guard';
import type { Posted } from '../live/door';
import { sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import type { Site } from '../site';

/** Bytes of one POST, as of one message over a WebSocket. */
const MOST = 256 * 1024;
/** Messages of one POST: more of them in a moment end the connection anyway. */
const MOST_MESSAGES = 200;

/** Whether a request uses the live channel without a WebSocket: an event stream down, POST requests up. */
export const usesStream = ({ method, headers }: IncomingMessage, { path }: LocatedPath): boolean =>
  path === LIVE &&
  (method === 'POST' || (method === 'GET' && headers.accept?.includes('text/event-stream') === true));

/** Same decision as for a handshake: our own Origin or none, and the token. */
export function judgeStream(asker: Asker, { admission, script }: Site, { query }: LocatedPath): Verdict {
  const verdict = judgeUpgrade(asker, admission);
  if (verdict !== 'ok') return verdict;
  return judgeToken(new URLSearchParams(query).get('token') ?? undefined, script.token);
}

/** Opens an event stream, or takes the messages of a POST. */
export function serveStream(request: IncomingMessage, site: Site): Promise<Reply> {
  return request.method === 'POST' ? takePost(request, site) : openStream(request, site);
}

async function openStream(request: IncomingMessage, { entrance, live, log }: Site): Promise<Reply> {
  log.event('debug', 'Live channel opened as an event stream');
  const stream = await live.stream(request, right => entrance?.may(request, right) ?? true);
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/event-stream',
      // nginx and other proxies otherwise buffer a response.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    },
    body: { kind: 'stream', stream },
    rule: 'reserved',
  };
}

async function takePost(request: IncomingMessage, { live, script }: Site): Promise<Reply> {
  // `Expect` never comes from a page: `fetch` does not send it.
  if (request.headers.expect !== undefined) return sentence(417, 'reserved', 'Send the messages at once.');
  const body = await allBytes(request, MOST);
  if (!Buffer.isBuffer(body)) return sentence(413, 'reserved', 'The messages are too long.');
  const posted = read(body.toString('utf8'), script.proof);
  if (!posted) return sentence(400, 'reserved', 'These are no messages for the live channel.');
  return live.post(posted)
    ? sentence(200, 'reserved', 'taken')
    : sentence(404, 'reserved', 'There is no such channel.');
}

/**
 * Reads `channel proof`, then one message per line. Both secrets are in the body. A script of the page can list the addresses that the page
 * script requests, but not the bodies that it sends.
 */
function read(text: string, ownProof: string): Posted | undefined {
  const [head = '', ...messages] = text.split('\n', MOST_MESSAGES + 2);
  const [channel = '', proof] = head.split(' ');
  if (channel === '' || messages.length > MOST_MESSAGES) return undefined;
  return { channel, isProven: judgeToken(proof, ownProof) === 'ok', messages };
}
