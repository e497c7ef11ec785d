/** One answer of a route that says itself what it answers. */
export interface FixedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds before the answer: between the first and the second. */
  readonly delay: readonly [least: number, most: number];
  readonly content:
    | { readonly kind: 'json'; readonly json: unknown }
    | { readonly kind: 'body'; readonly body: string }
    /** Relative to the root. */
    | { readonly kind: 'file'; readonly file: string }
    | { readonly kind: 'none' };
}

/** What answers a route. */
export type RouteAction =
  | {
      readonly kind: 'fixed';
      /** Given one after the other, then from the beginning; at least one. */
      readonly answers: readonly FixedAnswer[];
      /** Of all answers, the part that is a 503 instead: 0 to 1. */
      readonly failureRate: number;
    }
  /** A JSON file with an array, relative to the root, as a REST resource. */
  | { readonly kind: 'collection'; readonly file: string; readonly persist: boolean };

/** Values that a request must have: all of them, `*` standing for any text. */
export type Conditions = Readonly<Record<string, string>>;

/** One entry of the routes file. */
export interface Route {
  /** In upper case; empty for any. */
  readonly methods: readonly string[];
  /** As it stands in the file. */
  readonly path: string;
  readonly query: Conditions;
  /** Names in lower case. */
  readonly headers: Conditions;
  readonly action: RouteAction;
  /** Line of the routes file, from 1. */
  readonly line: number;
}

/** A route, and what its path holds for the parameters of its pattern. */
export interface Matched {
  readonly route: Route;
  readonly params: Params;
}

/** By name: a decoded segment, or the segments of a wildcard. */
export type Params = Readonly<Record<string, string | readonly string[]>>;
