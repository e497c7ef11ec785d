import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { VisitFacts, WorkerFacts } from '../../../protocol/doctor';
import { LIVE, OPT_OUT, PAGE_SCRIPT } from '../../../protocol/paths';
import { navigates, one, purposeOf } from '../../ask/requestFields';
import { type KeptOut, keptOut } from '../../html/policy';
import type { Headers, Reply } from '../../reply/reply';
import { takesScript } from '../../types/mime';
import { typeOfField } from '../../types/types';

/** The most documents remembered after a cleanup, and the most workers and files. */
const MOST_VISITS = 64;
const MOST_WORKERS = 8;
const MOST_STORED = 256;
const MOST_ROUTED = 256;
const MOST_SENT = 1024;

type Channel = VisitFacts['channel'];

/** Keeps the source of its facts: deriving address, type and policies for every visit takes a quarter of a page's reply. */
interface Visit extends Pick<VisitFacts, 'time' | 'status' | 'shownIn'> {
  readonly url: string;
  readonly headers: Headers;
  readonly file: string | undefined;
  /** Whether the page script's tag was inserted. */
  readonly isTagged: boolean;
  ranScript: boolean;
  channel: Channel;
  closed: number;
}

/** A reply that a browser may reuse without a request. */
interface Stored {
  readonly time: number;
  readonly cacheControl: string;
  /** Whether the browser showed the stored reply first and requested this one in the background (RFC 5861, 3). */
  readonly isBehind: boolean;
}

/** The answer of a route: its line, and the file that it came from. */
interface Routed {
  readonly line: number;
  readonly file: string | undefined;
}

/** The documents that browsers requested, and for each the next steps: the page script, then its channel. */
export class Visits {
  private readonly visits: Visit[] = [];
  /** Addresses of pages whose document was not requested, with the number of their open channels. */
  private readonly unasked = new Map<string, number>();
  /** Time of the last request, by address. */
  private readonly asked = new Map<string, number>();
  private readonly stored = new Map<string, Stored>();
  /** Time of the last request, by file. */
  private readonly sent = new Map<string, number>();
  /** Media types of files that were requested as a style sheet and sent as another type. */
  private readonly mistyped = new Map<string, string>();
  /** The last route that answered, by address. */
  private readonly routed = new Map<string, Routed>();

  /** A reply was sent. */
  answered(request: IncomingMessage, reply: Reply): void {
    const { headers, url = '/' } = request;
    if (headers['service-worker'] === 'script') this.worker(addressOf(url));
    if (reply.rule === 'reserved') {
      if (addressOf(url) === PAGE_SCRIPT) this.ran(headers.referer);
      // An event stream instead of a WebSocket.
      else if (reply.body.kind === 'stream') this.opening(request, reply.body.stream);
      return;
    }
    if (reply.rule === 'refused') return this.refused(request);
    if (this.routed.size > 0 || reply.source?.name !== undefined) this.route(addressOf(url), reply);
    if (reply.used?.found) {
      if (this.sent.size > MOST_SENT) this.sent.clear();
      this.sent.set(reply.used.file, Date.now());
      if (one(request.headers['sec-fetch-dest']) === 'style')
        this.style(reply.used.file, typeIn(reply.headers));
      if (reply.headers['Cache-Control'] !== 'no-cache')
        this.keep(reply.used.file, fieldOf(reply.headers, 'cache-control'), isRevalidated(request, reply));
    }
    if (reply.rule !== 'redirect' && navigates(request)) this.add(request, reply);
  }

  /** A page requests its live channel. */
  opening({ url = '' }: IncomingMessage, socket: Pick<EventEmitter, 'once'>): void {
    const query = queryOf(url);
    const address = query?.get('path') ?? undefined;
    if (!query?.has('document') || address === undefined) return;
    const visit = this.visits.findLast(
      each => addressOf(each.url) === address && (each.channel === 'none' || each.channel === 'refused'),
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

  /** The last requested channel was refused. */
  refused({ url = '' }: IncomingMessage): void {
    const address = queryOf(url)?.get('path');
    const visit = this.visits.findLast(each => addressOf(each.url) === address && each.channel === 'open');
    if (visit) visit.channel = 'refused';
  }

  /** Whether a connected page at this address was never requested: a cache or a service worker supplied its document. */
  isUnasked(address: string): boolean {
    return this.unasked.has(address);
  }

  /** Whether the open page at this path was requested with `?no-reload`. */
  isOptedOut(address: string): boolean {
    const visit = this.visits.findLast(each => addressOf(each.url) === address && each.channel === 'open');
    return visit !== undefined && OPT_OUT.test(visit.url);
  }

  /** The policies of the reply that brought the page at this address. */
  policiesAt(address: string): string[] {
    const visit = this.visits.findLast(each => addressOf(each.url) === address);
    return visit ? policiesOf(visit.headers) : [];
  }

  get workers(): WorkerFacts[] {
    return [...this.asked].map(([address, time]) => ({ address, time }));
  }

  storedOf(file: string): Stored | undefined {
    return this.stored.get(file);
  }

  /** Time of a file's last request; 0 for none. */
  sentAt(file: string): number {
    return this.sent.get(file) ?? 0;
  }

  /** The media type of a style sheet that was sent as another type; undefined for any other file. */
  mistypedAs(file: string): string | undefined {
    return this.mistyped.get(file);
  }

  /** The line of the last route that answered at an address; 0 for none, and for one that answered with this file. */
  routeAt(address: string, file: string): number {
    const routed = this.routed.get(address);
    return routed === undefined || routed.file === file ? 0 : routed.line;
  }

  /** Newest first. @param origin any address of this server */
  factsOf(file: string, origin: URL): VisitFacts[] {
    return this.visits.toReversed().map(visit => {
      const { url, headers, file: shown, isTagged: _isTagged, ...facts } = visit;
      const fields = policiesOf(headers);
      return {
        ...facts,
        address: addressOf(url),
        type: typeIn(headers),
        hasTag: hasTag(visit),
        own: shown === file,
        policy: hasTag(visit) ? blockedBy(keptOut({ fields, metas: [] }, origin)) : undefined,
      };
    });
  }

  private worker(address: string): void {
    if (this.asked.has(address) || this.asked.size < MOST_WORKERS) this.asked.set(address, Date.now());
  }

  private style(file: string, type: string): void {
    if (type === 'text/css') this.mistyped.delete(file);
    // A 304 carries no type.
    else if (type !== '') put(this.mistyped, file, type, MOST_STORED);
  }

  private route(address: string, { source, used }: Reply): void {
    this.routed.delete(address);
    if (source?.name === undefined) return;
    put(this.routed, address, { line: source.line ?? 1, file: used?.file }, MOST_ROUTED);
  }

  private add(request: IncomingMessage, { status, headers, used }: Reply): void {
    const { url = '/' } = request;
    // A 304 carries few of a document's fields.
    const before = status === 304 ? this.visits.findLast(each => each.url === url) : undefined;
    this.visits.push({
      url,
      headers: before ? { ...before.headers, ...headers } : headers,
      time: Date.now(),
      status: before?.status ?? status,
      shownIn: placeOf(request),
      file: used?.file,
      isTagged: before?.isTagged ?? used?.document !== undefined,
      ranScript: false,
      channel: 'none',
      closed: 0,
    });
    // In blocks: `shift` of an array this long takes longer than everything else here.
    if (this.visits.length >= 2 * MOST_VISITS) this.visits.splice(0, MOST_VISITS);
  }

  /** The page script ran. Without a Referer, the last loaded page is meant. */
  private ran(referer: string | undefined): void {
    const address = referer !== undefined && URL.canParse(referer) ? new URL(referer).pathname : undefined;
    const silent = this.visits.filter(each => !each.ranScript);
    const visit = silent.findLast(each => addressOf(each.url) === address) ?? silent.findLast(hasTag);
    if (visit) visit.ranScript = true;
  }

  /** @param isRenewed whether the browser had an older reply and got a new one */
  private keep(file: string, field: string | string[] | undefined, isRenewed: boolean): void {
    const cacheControl = String(field ?? '');
    if (!isKept(cacheControl)) return;
    const before = this.stored.get(file);
    const isBehind = isRenewed && before !== undefined && isStaleShown(before);
    put(this.stored, file, { time: Date.now(), cacheControl, isBehind }, MOST_STORED);
  }

  private count(address: string, by: 1 | -1): void {
    const count = (this.unasked.get(address) ?? 0) + by;
    if (count > 0) this.unasked.set(address, count);
    else this.unasked.delete(address);
  }
}

/** Sets the latest entry of a map that drops its oldest. */
function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

const addressOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** `porthole.headers` may have changed its type. */
const typeIn = (headers: Headers): string => typeOfField(fieldOf(headers, 'content-type'));

const hasTag = ({ headers, isTagged }: Visit): boolean => isTagged && takesScript(typeIn(headers));

const queryOf = (url: string): URLSearchParams | undefined =>
  url.startsWith(`${LIVE}?`) ? new URLSearchParams(url.slice(LIVE.length + 1)) : undefined;

function fieldOf(headers: Headers, name: string): string | string[] | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}

const policiesOf = (headers: Headers): string[] => [fieldOf(headers, 'content-security-policy') ?? []].flat();

/** Old browsers send no `Sec-Fetch-Dest`, and no browser does at an address that is neither encrypted nor local. */
function placeOf({ headers }: IncomingMessage): VisitFacts['shownIn'] {
  const [dest, site] = [one(headers['sec-fetch-dest']), one(headers['sec-fetch-site'])];
  if (dest === 'empty' || purposeOf(headers) !== undefined) return 'nothing';
  if (dest === undefined || dest === 'document') return 'tab';
  return site === 'same-origin' ? 'frame' : 'foreign';
}

/**
 * Whether a browser may reuse a reply without asking (RFC 9111, 4.2). Without an age, it keeps a file for a tenth of the time since its
 * last change.
 */
const isKept = (cacheControl: string): boolean =>
  !/\bno-(?:cache|store)\b/i.test(cacheControl) &&
  (!/\bmax-age="?0+(?!\d)/i.test(cacheControl) || secondsIn(cacheControl, 'stale-while-revalidate') > 0);

const secondsIn = (cacheControl: string, name: string): number =>
  Number(new RegExp(`\\b${name}="?(\\d+)`, 'i').exec(cacheControl)?.[1] ?? 0);

/** Whether a browser may show a stale reply while it requests a newer one. */
function isStaleShown({ time, cacheControl }: Stored): boolean {
  const allowed = secondsIn(cacheControl, 'stale-while-revalidate');
  return allowed > 0 && Date.now() - time < 1000 * (allowed + secondsIn(cacheControl, 'max-age'));
}

/**
 * Whether a browser had an older reply and got a new one, other than by a reload. Firefox sends the same request as for a reload, with less
 * urgency.
 */
const isRevalidated = ({ headers }: IncomingMessage, { status }: Reply): boolean =>
  status === 200 &&
  headers['if-none-match'] !== undefined &&
  (headers['cache-control'] === undefined || /^u=[67]/.test(one(headers['priority']) ?? ''));

function blockedBy(found: KeptOut | undefined): VisitFacts['policy'] {
  return found && found.what !== 'new connection' ? { what: found.what, remedy: found.remedy } : undefined;
}
