import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Log, printable, withoutToken } from '../log';
import { framed } from '../reply/framing';
import { OWN_FRAMES } from '../reply/headers';
import { sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import { drain } from './drain';
import { sendContinue } from './expect';
import type { Sent } from '../reply/reply';
import { failResponse, send } from './send';

/** The decisions about one request and the notes of it. */
export interface ExchangeHost {
  readonly log: Pick<Log, 'event'>;
  /** Bytes of an unread body that are read away before its connection is closed. */
  readonly drainedBody: number;
  respond(request: IncomingMessage): Reply | Promise<Reply>;
  /** The reply is on its way. */
  onReply(reply: Reply, request: IncomingMessage): void;
  /** @param began when the request's head had arrived, by `performance.now()` */
  onSent(
    request: IncomingMessage,
    reply: Pick<Reply, 'status' | 'rule' | 'source'>,
    sent: Sent,
    began: number,
  ): void;
}

/** Answers one request: the reply as a value, its bytes, the record of both. Never throws and never rejects. */
export function exchange(request: IncomingMessage, response: ServerResponse, host: ExchangeHost): void {
  const began = performance.now();
  const answer = (reply: Reply): void | Promise<void> => {
    const sent = sendReply(reply, request, response, host);
    const finish = (done: Sent): void => host.onSent(request, reply, done, began);
    return sent instanceof Promise ? sent.then(finish) : finish(sent);
  };
  const fail = (error: unknown): void => failExchange(request, response, host, { error, began });
  try {
    const reply = host.respond(request);
    const answered = reply instanceof Promise ? reply.then(answer) : answer(reply);
    if (answered instanceof Promise) answered.catch(fail);
  } catch (error) {
    fail(error);
  }
}

function sendReply(
  reply: Reply,
  request: IncomingMessage,
  response: ServerResponse,
  host: ExchangeHost,
): Sent | Promise<Sent> {
  const drained = (): void => drain(request, response, host.drainedBody);
  // A step that reads the body has said so itself; a refusal must not ask for it.
  if (reply.status < 400) sendContinue(request);
  // The source of a stream may read the body until its end.
  if (reply.body.kind !== 'stream') drained();
  const sent = send(reply, request, response);
  host.onReply(reply, request);
  return reply.body.kind === 'stream' ? Promise.resolve(sent).finally(drained) : sent;
}

function failExchange(
  request: IncomingMessage,
  response: ServerResponse,
  host: ExchangeHost,
  { error, began }: { readonly error: unknown; readonly began: number },
): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.log.event(
    'error',
    `${request.method ?? ''} ${printable(withoutToken(request.url ?? ''))} failed: ${cause}`,
  );
  const reply = sentence(500, 'failed', 'The server could not answer this request. The log says why.');
  failResponse(framed(reply, { framing: OWN_FRAMES }), request, response);
  host.onSent(request, { status: 500, rule: 'failed' }, { bytes: 0, complete: !response.destroyed }, began);
}
