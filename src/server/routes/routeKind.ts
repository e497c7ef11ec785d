import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LocatedPath } from '../ask/asked';
import type { Reply } from '../reply/reply';
import type { ReadBody } from './body';

/** Values of a pattern's names: text for `:name`, a list of segments for `*name`; all decoded. */
export type Params = Readonly<Record<string, string | readonly string[]>>;

/** One request that a route has matched, and all that it may be answered from. The guard has let it in. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly located: LocatedPath;
  readonly params: Params;
  readonly query: URLSearchParams;
  /** Aborted when the client goes before there is a reply; a stream in a reply is destroyed by `send.ts`. */
  readonly signal: AbortSignal;
  /** Reads the body whole, within `maxBodySize`; one that streams it reads `request` itself. Rejects with a `BodyRefusal`. */
  readonly body: () => Promise<ReadBody>;
}

/** A request that asks for a WebSocket, as Node's `upgrade` event hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that came behind the request's head. */
  readonly head: Buffer;
}

/** What answers a matched route. */
export interface RouteAction {
  answer(exchange: Exchange): Reply | Promise<Reply>;
  /** Takes over a WebSocket, or says in a reply why not; a route without it has no WebSocket. */
  join?(exchange: Exchange, upgrade: Upgrade): Promise<Reply | undefined>;
}

/** Why a route cannot be used: a sentence, and where in the route's object it is meant. */
export interface RouteFault {
  readonly fault: string;
  readonly at: readonly (string | number)[];
}

/** One route of the file as it stands there, its path and conditions already read. */
export interface GivenRoute {
  /** The pattern of its path. */
  readonly path: string;
  /** Every key of its object. */
  readonly fields: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** One way to answer. */
export interface RouteKind {
  /** Keys that it understands besides its own. */
  readonly options: readonly string[];
  /** A pattern that its routes answer as well, below their own. */
  readonly below?: string;
  /** Makes an action of what a route says; called again whenever the file has changed. */
  read(route: GivenRoute): RouteAction | RouteFault;
  /** The server stops; idempotent. */
  close?(): Promise<void>;
}

/** Every way to answer a route. */
export interface Kinds {
  /** By the key of a route's object that asks for it. */
  readonly named: ReadonlyMap<string, RouteKind>;
  /** For a route without such a key. */
  readonly plain: RouteKind;
}

export const fault = (sentence: string, ...at: readonly (string | number)[]): RouteFault => ({
  fault: sentence,
  at,
});

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
