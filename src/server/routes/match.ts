import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { match as compile } from 'path-to-regexp';
import { type LocatedPath, one } from '../ask/asked';
import type { Params, RouteAction } from './routeKind';

/** A value that a request must have: a text in which `*` stands for any, one of several, any at all (`true`), or none (`false`). */
export type Condition = boolean | readonly RegExp[];

/** Which requests a route answers. */
export interface Conditions {
  /** In upper case; undefined for any. */
  readonly methods: ReadonlySet<string> | undefined;
  /** The values of the pattern's names, where a decoded path fits it. */
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
  /** Its method and path, in a few words. */
  readonly name: string;
  /** Everything that it says: equal texts mean that nothing has changed. */
  readonly text: string;
}

/** A route, and what a path holds for the names of its pattern. */
export interface Matched {
  readonly route: Route;
  readonly params: Params;
}

/** Methods that a route without one takes, as far as they have names. */
const ANY = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Routes in their order. */
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

  /** The methods that routes with this path take, whatever else they ask for. */
  methodsAt(located: LocatedPath): string[] {
    const path = pathOf(located);
    const there = this.routes.filter(({ conditions }) => conditions.path(path));
    return there.flatMap(({ conditions }) => [...(conditions.methods ?? ANY)]);
  }

  /** What routes say about a decoded path: equal texts mean that nothing has changed for who uses it. */
  describe(path: string): string {
    return this.routes
      .filter(({ conditions }) => conditions.path(path))
      .map(({ text }) => text)
      .join('\n');
  }
}

/**
 * Compiles a pattern, and the one below it if any. Throws what is wrong with it. Pure.
 * @param below what may follow the pattern, such as `/:id`
 */
export function compilePattern(pattern: string, below: string | undefined): Conditions['path'] {
  const own = forgiving(pattern);
  // A pattern that ends with a wildcard has everything below it already.
  const ends = below === undefined || /\*[^/}]*\}?$/.test(own);
  const patterns = ends ? [own] : [own, own.replace(/\/$/, '') + below];
  // The path is decoded already, by the one place that does.
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

/** As people write them: a lone `*` needs no name, and `/things/*rest` is `/things` as well. */
export function forgiving(pattern: string): string {
  const named = pattern.replace(/(?<!\\)\*(?![\p{ID_Start}$_"])/u, '*rest');
  return named.replace(/\/(\*(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|"[^"]*"))$/u, '{/$1}');
}

/** A text in which `*` stands for any. */
export const wildcard = (text: string, flags: string): RegExp =>
  new RegExp(
    `^${text
      .split('*')
      .map(part => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
      .join('.*')}$`,
    `s${flags}`,
  );

/** The path that patterns are compared with: decoded, so that a name may be written in any way. */
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

/** GET answers HEAD as well, without its body. */
function takes({ methods }: Conditions, method: string): boolean {
  return methods === undefined || methods.has(method) || (method === 'HEAD' && methods.has('GET'));
}
