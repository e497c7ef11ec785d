import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestDetails, RequestEntry } from '../../protocol/logEntry';
import { isReserved, type Log, withoutToken } from '../log';
import type { ServerEvents } from '../host';
import type { Reply, Sent } from '../reply/reply';
import { Tap } from './tap';

/** The part of a reply that is recorded. */
export type Answered = Pick<Reply, 'status' | 'rule' | 'source'>;

/** Records finished requests: a line each while the log wants them, with headers and bodies while the server is watched. */
export class Recorder {
  /** Whether the traffic view wants every request with its headers and bodies. */
  watched = false;
  private readonly taps = new WeakMap<IncomingMessage, Tap>();
  private requests = 0;

  constructor(
    private readonly log: Log,
    private readonly events: Pick<ServerEvents, 'request' | 'omit'>,
  ) {}

  /** Call before any other use of a request. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    // Addresses below `/__porthole/` carry the server's token, so their bodies are not recorded.
    const deep = this.watched && !isReserved(request.url ?? '');
    if (deep) this.taps.set(request, new Tap(request, response, 'bodies'));
    else if (this.watched || this.log.hears('debug'))
      this.taps.set(request, new Tap(request, response, 'headers'));
  }

  /** @param began arrival of the request's head, by `performance.now()` */
  finish(request: IncomingMessage, answered: Answered, sent: Sent, began: number): void {
    this.requests++;
    const logged = this.log.hears('info');
    if (!this.watched && !logged) return;
    // Checked first: in a flood, nearly every entry would be made only to be dropped.
    if (!this.watched && this.events.omit()) return;
    const entry = entryOf(this.requests, request, answered, sent, began);
    if (this.watched || this.log.hears('debug')) this.finishDeep(request, entry, answered, began);
    else this.log.request(entry);
  }

  private finishDeep(
    request: IncomingMessage,
    line: RequestEntry,
    { source }: Answered,
    began: number,
  ): void {
    const entry = source ? { ...line, source } : line;
    const tap = this.taps.get(request);
    const debug = this.log.hears('debug');
    this.log.request(
      tap && debug ? { ...entry, details: headersOf(tap.details(began)) } : debug ? entry : line,
    );
    if (!this.watched) return;
    if (tap) tap.whenReceived(() => this.events.request({ ...entry, details: tap.details(began) }));
    else this.events.request(entry);
  }
}

function headersOf(details: RequestDetails): RequestDetails {
  const { requestBody: _request, responseBody: _response, ...rest } = details;
  return rest;
}

function entryOf(
  id: number,
  request: IncomingMessage,
  { status, rule }: Answered,
  { bytes, complete }: Sent,
  began: number,
): RequestEntry {
  const duration = performance.now() - began;
  return {
    kind: 'request',
    id,
    // `performance.timeOrigin` would be wrong after sleep, because its clock stops meanwhile.
    time: Date.now() - duration,
    method: request.method ?? '',
    target: withoutToken(request.url ?? ''),
    status,
    bytes,
    duration,
    rule,
    complete,
    httpVersion: request.httpVersion,
  };
}
