import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SentPath } from '../ask/sentPath';
import type { Reply } from '../reply/reply';
import type { ReadBody } from './body';

/** Parameters of a pattern, decoded: text for `:name`, a list of segments for `*name`. */
export type Params = Readonly<Record<string, string | readonly string[]>>;

/** One request that a route has matched. The guard has let it in. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly sent: SentPath;
  readonly params: Params;
  /** The parameters as they were sent, neither decoded nor split. */
  readonly raw: () => Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborted when the client leaves before there is a reply; later, `send.ts` destroys the reply's stream. */
  readonly signal: AbortSignal;
  /** Reads the whole body, within `maxBodySize`. Rejects with a `BodyRefusal`. To stream a body, read `request` instead. */
  readonly body: () => Promise<ReadBody>;
}

/** A WebSocket handshake as Node's `upgrade` event hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that followed the head of the request. */
  readonly head: Buffer;
}

/** Answers the requests of one route. */
export interface RouteAction {
  /** Whether paths with `..` or broken encoding are answered, too; any other route refuses them with 400. */
  readonly takesAnyPath?: boolean;
  answer(exchange: Exchange): Reply | Promise<Reply>;
  /** Takes over a WebSocket, or refuses it with a reply. A route without `join` has no WebSocket. */
  join?(exchange: Exchange, upgrade: Upgrade): Promise<Reply | undefined>;
}

/** A mistake in a route: a sentence, and its path inside the route's object. */
export interface RouteFault {
  readonly fault: string;
  readonly at: readonly (string | number)[];
}

/** One route as it stands in the file. */
export interface GivenRoute {
  /** The pattern of its path. */
  readonly path: string;
  /** All keys of its object. */
  readonly fields: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** A kind of route, such as `proxy`. */
export interface RouteKind {
  /** Further keys that a route of this kind may have. */
  readonly options: readonly string[];
  /** A pattern below a route's own path that the route answers as well. */
  readonly below?: string;
  /** Makes the action of a route; called again after each change of the file. */
  read(route: GivenRoute): RouteAction | RouteFault;
  /** Call when the server stops; idempotent. */
  close?(): Promise<void>;
}

/** All kinds of routes. */
export interface Kinds {
  /** By the key that a route of this kind has. */
  readonly named: ReadonlyMap<string, RouteKind>;
  /** The kind of a route without such a key. */
  readonly plain: RouteKind;
}

export const fault = (sentence: string, ...at: readonly (string | number)[]): RouteFault => ({
  fault: sentence,
  at,
});

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
