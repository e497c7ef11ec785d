import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestDetails, RequestEntry } from '../../protocol/log';
import { isReserved, type Log, withoutToken } from '../log';
import type { ServerEvents } from '../host';
import type { Reply } from '../reply/reply';
import type { Sent } from '../net/send';
import { Tap } from './tap';

/** What a record says of a reply. */
export type Answered = Pick<Reply, 'status' | 'rule' | 'source'>;

/** Makes one record of each finished request, as deep as somebody asks for; none where nobody does. */
export class Recorder {
  /** Whether somebody wants every request with everything that belongs to it. */
  watched = false;
  private readonly taps = new WeakMap<IncomingMessage, Tap>();
  private requests = 0;

  constructor(
    private readonly log: Log,
    private readonly events: Pick<ServerEvents, 'request' | 'omit'>,
  ) {}

  /** To be called before anything else is done with a request. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    // Our own addresses carry this server's token and nothing of the person's.
    const deep = this.watched && !isReserved(request.url ?? '');
    if (deep) this.taps.set(request, new Tap(request, response, 'bodies'));
    else if (this.watched || this.log.hears('debug'))
      this.taps.set(request, new Tap(request, response, 'headers'));
  }

  /** @param began when the head had arrived, by `performance.now()` */
  finish(request: IncomingMessage, answered: Answered, sent: Sent, began: number): void {
    this.requests++;
    const logged = this.log.hears('info');
    if (!this.watched && !logged) return;
    // In a flood nearly every entry would be made to be thrown away.
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
    // Not `performance.timeOrigin`, whose clock stands still while the machine sleeps.
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
