import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { VisitFacts, WorkerFacts } from '../../../protocol/doctor';
import { LIVE, PAGE_SCRIPT } from '../../../protocol/paths';
import { navigates } from '../../ask/requestFields';
import { type KeptOut, keptOut } from '../../html/policy';
import type { Headers, Reply } from '../../reply/reply';
import { typeOfField } from '../../types/types';

/** Documents, workers and files that are remembered. */
const MOST_VISITS = 64;
const MOST_WORKERS = 8;
const MOST_STORED = 256;

type Channel = VisitFacts['channel'];

interface Visit extends Pick<VisitFacts, 'address' | 'time' | 'status' | 'type' | 'hasTag'> {
  readonly file: string | undefined;
  readonly policies: readonly string[];
  ranScript: boolean;
  channel: Channel;
  closed: number;
}

/** A reply that a browser may use again without a request. */
interface Stored {
  readonly time: number;
  readonly cacheControl: string;
}

/** The documents that browsers asked for, and what became of each: the page script, then its channel. */
export class Visits {
  private readonly visits: Visit[] = [];
  /** Addresses of pages whose document no request of theirs brought, with the number of their open channels. */
  private readonly unasked = new Map<string, number>();
  /** By address, when each was asked for last. */
  private readonly asked = new Map<string, number>();
  private readonly stored = new Map<string, Stored>();

  /** A reply went out. */
  answered(request: IncomingMessage, reply: Reply): void {
    const { headers, url = '/' } = request;
    if (headers['service-worker'] === 'script') this.worker(addressOf(url));
    if (reply.rule === 'reserved') {
      if (addressOf(url) === PAGE_SCRIPT) this.ran(headers.referer);
      // An event stream in the place of a WebSocket.
      else if (reply.body.kind === 'stream') this.opening(request, reply.body.stream);
      return;
    }
    if (reply.rule === 'refused') return this.refused(request);
    if (reply.used && reply.headers['Cache-Control'] !== 'no-cache')
      this.keep(reply.used.file, fieldOf(reply.headers, 'cache-control'));
    if (reply.rule !== 'redirect' && navigates(request)) this.add(url, reply);
  }

  /** A page asks for its live channel. */
  opening({ url = '' }: IncomingMessage, socket: Pick<EventEmitter, 'once'>): void {
    const query = queryOf(url);
    const address = query?.get('path') ?? undefined;
    if (!query?.has('document') || address === undefined) return;
    const visit = this.visits.findLast(
      each => each.address === address && (each.channel === 'none' || each.channel === 'refused'),
    );
    if (visit) {
      visit.channel = 'open';
      socket.once('close', () => {
        if (visit.channel === 'open') visit.channel = 'closed';
        visit.closed = Date.now();
      });
    } else if (!query.has('again')) {
      this.count(address, 1);
      socket.once('close', () => this.count(address, -1));
    }
  }

  /** The channel that was asked for last is not opened. */
  refused({ url = '' }: IncomingMessage): void {
    const address = queryOf(url)?.get('path');
    const visit = this.visits.findLast(each => each.address === address && each.channel === 'open');
    if (visit) visit.channel = 'refused';
  }

  /** Whether a connected page at this address was never asked for: a cache or a worker gave the browser its document. */
  isUnasked(address: string): boolean {
    return this.unasked.has(address);
  }

  get workers(): WorkerFacts[] {
    return [...this.asked].map(([address, time]) => ({ address, time }));
  }

  storedOf(file: string): Stored | undefined {
    return this.stored.get(file);
  }

  /** Newest first. @param origin any address of this server */
  factsOf(file: string, origin: URL): VisitFacts[] {
    return this.visits.toReversed().map(({ file: shown, policies, ...visit }) => ({
      ...visit,
      own: shown === file,
      policy: visit.hasTag ? blockedBy(keptOut({ fields: policies, metas: [] }, origin)) : undefined,
    }));
  }

  private worker(address: string): void {
    if (this.asked.has(address) || this.asked.size < MOST_WORKERS) this.asked.set(address, Date.now());
  }

  private add(url: string, { status, headers, used }: Reply): void {
    this.visits.push({
      address: addressOf(url),
      time: Date.now(),
      status,
      type: typeOfField(fieldOf(headers, 'content-type')),
      file: used?.file,
      hasTag: used?.document !== undefined,
      policies: [fieldOf(headers, 'content-security-policy') ?? []].flat(),
      ranScript: false,
      channel: 'none',
      closed: 0,
    });
    if (this.visits.length > MOST_VISITS) this.visits.shift();
  }

  /** A page may send no Referer: then it is the one that was loaded last. */
  private ran(referer: string | undefined): void {
    const address = referer !== undefined && URL.canParse(referer) ? new URL(referer).pathname : undefined;
    const silent = this.visits.filter(each => !each.ranScript);
    const visit = silent.findLast(each => each.address === address) ?? silent.findLast(each => each.hasTag);
    if (visit) visit.ranScript = true;
  }

  private keep(file: string, field: string | string[] | undefined): void {
    const cacheControl = String(field ?? '');
    if (!isKept(cacheControl)) return;
    this.stored.delete(file);
    this.stored.set(file, { time: Date.now(), cacheControl });
    for (const oldest of this.stored.keys()) {
      if (this.stored.size <= MOST_STORED) return;
      this.stored.delete(oldest);
    }
  }

  private count(address: string, by: 1 | -1): void {
    const count = (this.unasked.get(address) ?? 0) + by;
    if (count > 0) this.unasked.set(address, count);
    else this.unasked.delete(address);
  }
}

const addressOf = (url: string): string => url.replace(/[?#].*$/s, '');

const queryOf = (url: string): URLSearchParams | undefined =>
  url.startsWith(`${LIVE}?`) ? new URLSearchParams(url.slice(LIVE.length + 1)) : undefined;

function fieldOf(headers: Headers, name: string): string | string[] | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}

/** Whether a browser may use a reply again without asking (RFC 9111, 4.2). */
const isKept = (cacheControl: string): boolean =>
  /\b(?:max-age=0*[1-9]|immutable)/i.test(cacheControl) && !/\bno-(?:cache|store)\b/i.test(cacheControl);

function blockedBy(found: KeptOut | undefined): VisitFacts['policy'] {
  return found && found.what !== 'new connection' ? { what: found.what, remedy: found.remedy } : undefined;
}
