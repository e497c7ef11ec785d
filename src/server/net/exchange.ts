import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Log, printable, withoutToken } from '../log';
import { framed } from '../reply/framing';
import { OWN_FRAMES } from '../reply/headers';
import { sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import { drain, lingerAfter } from './drain';
import { sendContinue } from './expect';
import type { Sent } from '../reply/reply';
import { failResponse, send } from './send';

/** The decisions about one request and the notes of it. */
export interface ExchangeHost {
  readonly log: Pick<Log, 'event'>;
  /** Bytes of an unread body that are read away before its connection is closed. */
  readonly drainedBody: number;
  respond(request: IncomingMessage): Reply | Promise<Reply>;
  /** The reply has begun. */
  onReply(reply: Reply, request: IncomingMessage): void;
  /** @param began when the request's head arrived, by `performance.now()` */
  onSent(
    request: IncomingMessage,
    reply: Pick<Reply, 'status' | 'rule' | 'source'>,
    sent: Sent,
    began: number,
  ): void;
}

/** Answers one request: makes the reply, sends its bytes, records both. Never throws and never rejects. */
export function exchange(request: IncomingMessage, response: ServerResponse, host: ExchangeHost): void {
  const open: Open = { request, response, host, began: performance.now() };
  try {
    const reply = host.respond(request);
    const answered = reply instanceof Promise ? reply.then(made => answer(made, open)) : answer(reply, open);
    if (answered instanceof Promise) answered.catch((error: unknown) => failExchange(open, error));
  } catch (error) {
    failExchange(open, error);
  }
}

/** An exchange under way. */
interface Open {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly host: ExchangeHost;
  readonly began: number;
}

function answer(reply: Reply, open: Open): void | Promise<void> {
  const { request, host, began } = open;
  const sent = sendReply(reply, open);
  if (sent instanceof Promise) return sent.then(done => host.onSent(request, reply, done, began));
  host.onSent(request, reply, sent, began);
}

function sendReply(reply: Reply, { request, response, host }: Open): Sent | Promise<Sent> {
  // A step that reads the body has already sent `100 Continue`; a refusal must not ask for the body.
  if (reply.status < 400) sendContinue(request);
  lingerAfter(request);
  // The source of a streamed reply may read the body until the reply ends.
  const isStream = reply.body.kind === 'stream';
  if (!isStream) drain(request, response, host.drainedBody);
  const sent = send(reply, request, response);
  host.onReply(reply, request);
  if (!isStream) return sent;
  return Promise.resolve(sent).finally(() => drain(request, response, host.drainedBody));
}

function failExchange({ request, response, host, began }: Open, error: unknown): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.log.event(
    'error',
    `${request.method ?? ''} ${printable(withoutToken(request.url ?? ''))} failed: ${cause}`,
  );
  const reply = sentence(500, 'failed', 'The server could not answer this request. The log says why.');
  failResponse(framed(reply, { framing: OWN_FRAMES }), request, response);
  host.onSent(request, { status: 500, rule: 'failed' }, { bytes: 0, complete: !response.destroyed }, began);
}
