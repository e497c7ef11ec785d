import type { RequestEntry, RequestDetails } from '../../protocol/logEntry';
import { MOST_ROWS } from '../../protocol/trafficView';

/** A stored request. */
export interface Kept {
  /** The row's number in the view. */
  readonly id: number;
  /** Key of the server that answered. */
  readonly server: string;
  /** The server's URL at that time; ends with a slash. */
  readonly base: string;
  readonly entry: RequestEntry;
}

interface StoreLimits {
  readonly requests: number;
  /** The most bytes of bodies; above it, the oldest requests lose theirs. */
  readonly bodies: number;
  /** The most characters of headers; above it, the same. */
  readonly headers: number;
}

const STORE_LIMITS: StoreLimits = {
  requests: MOST_ROWS,
  bodies: 48 * 1024 * 1024,
  headers: 24 * 1024 * 1024,
};

/** The latest requests, limited in number and memory. The oldest are dropped first, bodies before headers. */
export class TrafficStore {
  private readonly kept = new Map<number, Kept>();
  private count = 0;
  private bodies = 0;
  private headers = 0;
  /** Number of the last request that has lost its bodies, and its details. */
  private stripped = { bodies: 0, details: 0 };

  constructor(private readonly limits: StoreLimits = STORE_LIMITS) {}

  /** The smallest stored number; the next number when the store is empty. */
  get first(): number {
    const [first] = this.kept.keys();
    return first ?? this.count + 1;
  }

  get size(): number {
    return this.kept.size;
  }

  /** Bytes and characters of all details. */
  get weight(): number {
    return this.bodies + this.headers;
  }

  add(server: string, base: string, entry: RequestEntry): Kept {
    this.count += 1;
    const kept: Kept = { id: this.count, server, base, entry };
    this.put(kept);
    if (this.kept.size > this.limits.requests) this.drop(this.first);
    this.strip();
    return kept;
  }

  get(id: number): Kept | undefined {
    return this.kept.get(id);
  }

  [Symbol.iterator](): IterableIterator<Kept> {
    return this.kept.values();
  }

  clear(): void {
    for (const id of this.kept.keys()) this.drop(id);
  }

  /** Drops the requests of one server; returns whether there were any. */
  forget(server: string): boolean {
    const gone = [...this].filter(kept => kept.server === server);
    for (const { id } of gone) this.drop(id);
    return gone.length > 0;
  }

  private put(kept: Kept): void {
    this.kept.set(kept.id, kept);
    this.bodies += bodyBytes(kept.entry.details);
    this.headers += headerLength(kept.entry.details);
  }

  private drop(id: number): void {
    const kept = this.kept.get(id);
    if (!kept) return;
    this.kept.delete(id);
    this.bodies -= bodyBytes(kept.entry.details);
    this.headers -= headerLength(kept.entry.details);
  }

  private strip(): void {
    while (this.bodies > this.limits.bodies && this.stripped.bodies < this.count) {
      this.change(++this.stripped.bodies, withoutBodies);
    }
    while (this.headers > this.limits.headers && this.stripped.details < this.count) {
      this.change(++this.stripped.details, () => undefined);
    }
  }

  private change(id: number, how: (details: RequestDetails) => RequestDetails | undefined): void {
    const kept = this.kept.get(id);
    if (!kept?.entry.details) return;
    const { details, ...entry } = kept.entry;
    const less = how(details);
    this.bodies -= bodyBytes(details) - bodyBytes(less);
    this.headers -= headerLength(details) - headerLength(less);
    // Setting an existing key keeps its place in the Map.
    this.kept.set(id, { ...kept, entry: less ? { ...entry, details: less } : entry });
  }
}

function withoutBodies({
  requestBody: _request,
  responseBody: _response,
  ...rest
}: RequestDetails): RequestDetails {
  return rest;
}

function bodyBytes(details: RequestDetails | undefined): number {
  return (details?.requestBody?.bytes.length ?? 0) + (details?.responseBody?.bytes.length ?? 0);
}

function headerLength(details: RequestDetails | undefined): number {
  if (!details) return 0;
  const fields = [...details.requestHeaders, ...details.responseHeaders];
  return fields.reduce((sum, text) => sum + text.length, 0);
}
