import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestEntry } from '../../protocol/log';
import { RESERVED } from '../../protocol/paths';
import type { Log } from '../log';
import type { Reply } from '../reply';
import type { Sent } from '../send';
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
    private readonly sink: (entry: RequestEntry) => void,
  ) {}

  /** To be called before anything else is done with a request. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    // Our own addresses carry this server's token and nothing of the person's.
    const deep = this.watched && !request.url?.startsWith(RESERVED);
    if (deep) this.taps.set(request, new Tap(request, response, 'bodies'));
    else if (this.watched || this.log.hears('debug'))
      this.taps.set(request, new Tap(request, response, 'headers'));
  }

  /** @param began when the head had arrived, by `performance.now()` */
  finish(request: IncomingMessage, answered: Answered, sent: Sent, began: number): void {
    this.requests++;
    const { watched } = this;
    const logged = this.log.hears('info');
    if (!watched && !logged) return;
    const entry = entryOf(this.requests, request, answered, sent, began);
    const tap = watched || this.log.hears('debug') ? this.taps.get(request) : undefined;
    if (!tap) {
      if (logged) this.log.request(entry);
      if (watched) this.sink(entry);
      return;
    }
    if (logged) this.log.request({ ...entry, ...this.headersOf(tap, began) });
    if (watched) tap.whenReceived(() => this.sink({ ...entry, details: tap.details(began) }));
  }

  private headersOf(tap: Tap, began: number): Pick<RequestEntry, 'details'> {
    if (!this.log.hears('debug')) return {};
    const { requestBody: _request, responseBody: _response, ...details } = tap.details(began);
    return { details };
  }
}

function entryOf(
  id: number,
  request: IncomingMessage,
  { status, rule, source }: Answered,
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
    target: targetOf(request.url ?? ''),
    status,
    bytes,
    duration,
    rule,
    complete,
    httpVersion: request.httpVersion,
    ...(source ? { source } : {}),
  };
}

/** The target as it came, without the token that an address of our own may carry. */
function targetOf(url: string): string {
  return url.startsWith(RESERVED) ? url.replace(/\?.*$/s, '') : url;
}
