import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { one } from '../ask/requestFields';
import { type SentPath, sentPath } from '../ask/sentPath';
import { type Pattern, type PatternMatch, patternPath } from './pattern';
import type { RouteAction } from './routeKind';
import type { Slices } from './slices';

/** A value that a request must have: one of several texts with `*` as wildcard, any value (`true`), or none (`false`). */
export type Condition = boolean | readonly Wildcard[];

/** Tells whether a value matches a text with wildcards. */
type Wildcard = (value: string) => boolean;

/** Which requests a route answers. */
export interface Conditions {
  /** In upper case; undefined for every method. */
  readonly methods: ReadonlySet<string> | undefined;
  readonly path: Pattern;
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
export interface Matched extends PatternMatch {
  readonly route: Route;
  readonly sent: SentPath;
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
  find({ method = 'GET', headers, url = '/' }: IncomingMessage): Matched | undefined {
    if (this.routes.length === 0) return undefined;
    const sent = sentPath(url);
    if (!sent) return undefined;
    const path = patternPath(sent);
    const query = new URLSearchParams(sent.query);
    for (const route of this.routes) {
      const { conditions } = route;
      const match = takes(conditions, method) ? conditions.path(path) : undefined;
      if (match && agrees(conditions, query, headers)) return { ...match, route, sent };
    }
    return undefined;
  }

  /** The same route in an earlier table: equal text, on whatever line; of several the nearest. */
  same({ text, line }: Route): Route | undefined {
    return this.routes
      .filter(route => route.text === text)
      .toSorted((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))[0];
  }

  /** The methods of all routes that match a target's path, whatever their other conditions. */
  methodsAt(target: string): string[] {
    const sent = this.routes.length > 0 ? sentPath(target) : undefined;
    if (!sent) return [];
    const path = patternPath(sent);
    const matching = this.routes.filter(({ conditions }) => conditions.path(path));
    return matching.flatMap(({ conditions }) => [...(conditions.methods ?? ANY)]);
  }

  /** This table and another without the routes at the beginning and at the end that are the same in both. */
  apartFrom(other: RouteTable): readonly [own: RouteTable, other: RouteTable] {
    const [own, others] = [this.routes, other.routes];
    const most = Math.min(own.length, others.length);
    let start = 0;
    while (start < most && own[start]?.text === others[start]?.text) start += 1;
    let end = 0;
    while (end < most - start && own.at(-1 - end)?.text === others.at(-1 - end)?.text) end += 1;
    const between = (routes: readonly Route[]): RouteTable =>
      new RouteTable(routes.slice(start, routes.length - end));
    return [between(own), between(others)];
  }

  /** The text of all routes that match a path, encoded; equal texts mean that the path is answered as before. */
  async describe(target: string, slices: Slices): Promise<string> {
    const sent = this.routes.length > 0 ? sentPath(target) : undefined;
    if (!sent) return '';
    const path = patternPath(sent);
    const texts: string[] = [];
    for (const { conditions, text } of this.routes) {
      if (slices.isOver()) await slices.next();
      if (conditions.path(path)) texts.push(text);
    }
    return texts.join('\n');
  }
}

/**
 * Compares texts with one in which `*` stands for any characters. In linear time: a regular expression with many stars takes hours
 * for a long text that does not match.
 */
export function wildcard(text: string, isCaseSensitive: boolean): Wildcard {
  const spelt = (given: string): string => (isCaseSensitive ? given : given.toLowerCase());
  const [first = '', ...parts] = spelt(text).split('*');
  const last = parts.pop();
  return given => {
    const value = spelt(given);
    if (last === undefined) return value === first;
    if (!value.startsWith(first)) return false;
    let at = first.length;
    // The earliest place for each part leaves the most room for those after it.
    for (const part of parts) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return value.length - last.length >= at && value.endsWith(last);
  };
}

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
  return wanted.some(pattern => values.some(pattern));
}

/** A route for GET answers HEAD as well. */
function takes({ methods }: Conditions, method: string): boolean {
  return methods === undefined || methods.has(method) || (method === 'HEAD' && methods.has('GET'));
}
