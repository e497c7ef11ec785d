import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { match as compile } from 'path-to-regexp';
import { type LocatedPath, one } from '../ask/asked';
import type { Params, RouteAction } from './routeKind';

/** A value that a request must have: one of several texts with `*` as wildcard, any value (`true`), or none (`false`). */
export type Condition = boolean | readonly RegExp[];

/** Which requests a route answers. */
export interface Conditions {
  /** In upper case; undefined for every method. */
  readonly methods: ReadonlySet<string> | undefined;
  /** The parameters of a path that matches the pattern; undefined for any other. */
  readonly path: (path: string) => Params | undefined;
  readonly query: ReadonlyMap<string, Condition>;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, Condition>;
}

/** One route of the file, ready to be matched. */
export interface Route {
  readonly conditions: Conditions;
  readonly action: RouteAction;
  /** Its line in the file, from 1. */
  readonly line: number;
  /** Its methods and path, for the log. */
  readonly name: string;
  /** Its JSON text: equal texts mean an unchanged route. */
  readonly text: string;
}

/** A route, and the parameters of the path that it matched. */
export interface Matched {
  readonly route: Route;
  readonly params: Params;
}

/** Methods that a route without a `method` answers, for `Allow`. */
const ANY = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The routes in the order of the file. */
export class RouteTable {
  constructor(private readonly routes: readonly Route[]) {}

  get size(): number {
    return this.routes.length;
  }

  /** The first route that takes this request; undefined when there is none. */
  find({ method = 'GET', headers }: IncomingMessage, located: LocatedPath): Matched | undefined {
    if (this.routes.length === 0) return undefined;
    const path = pathOf(located);
    const query = new URLSearchParams(located.query);
    for (const route of this.routes) {
      const { conditions } = route;
      const params = takes(conditions, method) ? conditions.path(path) : undefined;
      if (params && agrees(conditions, query, headers)) return { route, params };
    }
    return undefined;
  }

  /** The methods of all routes that match this path, whatever their other conditions. */
  methodsAt(located: LocatedPath): string[] {
    const path = pathOf(located);
    const there = this.routes.filter(({ conditions }) => conditions.path(path));
    return there.flatMap(({ conditions }) => [...(conditions.methods ?? ANY)]);
  }

  /** The text of all routes that match a decoded path; equal texts mean that the path is answered as before. */
  describe(path: string): string {
    return this.routes
      .filter(({ conditions }) => conditions.path(path))
      .map(({ text }) => text)
      .join('\n');
  }
}

/**
 * Compiles a pattern, and the one below it if any. Throws a sentence about a faulty pattern. Pure.
 * @param below what may follow the pattern, such as `/:id`
 */
export function compilePattern(pattern: string, below: string | undefined): Conditions['path'] {
  const own = forgiving(pattern);
  // A pattern that ends with a wildcard matches everything below it already.
  const ends = below === undefined || /\*[^/}]*\}?$/.test(own);
  const patterns = ends ? [own] : [own, own.replace(/\/$/, '') + below];
  // `locate` has decoded the segments already.
  const options = { decode: (text: string): string => text, sensitive: true };
  const each = patterns.map(one => compile<Record<string, string | string[]>>(one, options));
  return path => {
    for (const matches of each) {
      const found = matches(path);
      if (found) return found.params;
    }
    return undefined;
  };
}

/** Accepts patterns as people write them: a lone `*` needs no name, and `/things/*rest` matches `/things` as well. */
export function forgiving(pattern: string): string {
  const named = pattern.replace(/(?<!\\)\*(?![\p{ID_Start}$_"])/u, '*rest');
  return named.replace(/\/(\*(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|"[^"]*"))$/u, '{/$1}');
}

/** Compiles a text in which `*` stands for any characters. */
export const wildcard = (text: string, flags: string): RegExp =>
  new RegExp(
    `^${text
      .split('*')
      .map(part => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
      .join('.*')}$`,
    `s${flags}`,
  );

/** The decoded path that patterns are compared with. */
const pathOf = ({ segments, folder }: LocatedPath): string =>
  `/${segments.join('/')}${folder && segments.length > 0 ? '/' : ''}`;

function agrees(
  { query, headers }: Conditions,
  asked: URLSearchParams,
  fields: IncomingHttpHeaders,
): boolean {
  return (
    [...query].every(([name, wanted]) => has(asked.getAll(name), wanted)) &&
    [...headers].every(([name, wanted]) => has([one(fields[name]) ?? []].flat(), wanted))
  );
}

function has(values: readonly string[], wanted: Condition): boolean {
  if (typeof wanted === 'boolean') return values.length > 0 === wanted;
  return wanted.some(pattern => values.some(value => pattern.test(value)));
}

/** A route for GET answers HEAD as well. */
function takes({ methods }: Conditions, method: string): boolean {
  return methods === undefined || methods.has(method) || (method === 'HEAD' && methods.has('GET'));
}
