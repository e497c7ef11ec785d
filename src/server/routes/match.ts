import type { IncomingMessage } from 'node:http';
import { match, type MatchFunction } from 'path-to-regexp';
import { type LocatedPath, one } from '../asked';
import { toPath } from '../locate';
import type { Conditions, Matched, Params, Route } from './route';

interface Entry {
  readonly route: Route;
  /** One for the path, and for a collection one for its items. */
  readonly matches: readonly MatchFunction<Partial<Record<string, string | string[]>>>[];
  readonly query: readonly Condition[];
  readonly headers: readonly Condition[];
}

type Condition = readonly [name: string, pattern: RegExp];

/** Routes in their order, ready to be matched. */
export class RouteTable {
  private readonly entries: readonly Entry[];

  constructor(routes: readonly Route[]) {
    this.entries = routes.map(entryOf);
  }

  get size(): number {
    return this.entries.length;
  }

  /** The first route that takes this request; undefined when there is none. */
  find(request: IncomingMessage, located: LocatedPath): Matched | undefined {
    if (this.entries.length === 0) return undefined;
    const path = toPath(located.segments, located.folder);
    for (const { route, matches, query, headers } of this.entries) {
      if (!takesMethod(route, request.method ?? 'GET')) continue;
      const params = paramsOf(matches, path);
      if (params && holds(query, queryOf(located)) && holdsFields(headers, request)) return { route, params };
    }
    return undefined;
  }

  /** The methods that routes take at a path; `*` for any. */
  methodsAt(located: LocatedPath): ReadonlySet<string> {
    const path = toPath(located.segments, located.folder);
    const there = this.entries.filter(({ matches }) => paramsOf(matches, path));
    return new Set(there.flatMap(({ route }) => (route.methods.length === 0 ? ['*'] : route.methods)));
  }

  /** What routes say about a path, as text: equal texts mean that nothing has changed for who uses it. */
  describe(path: string): string {
    const there = this.entries.filter(({ matches }) => paramsOf(matches, path));
    return JSON.stringify(there.map(({ route: { line: _line, ...rest } }) => rest));
  }
}

function entryOf(route: Route): Entry {
  const item = route.action.kind === 'collection' ? [`${route.path.replace(/\/$/, '')}/:id`] : [];
  return {
    route,
    matches: [route.path, ...item].map(pattern => match(pattern, { encodePath: encodeURI, sensitive: true })),
    query: conditionsOf(route.query, ''),
    headers: conditionsOf(route.headers, 'i'),
  };
}

/** A pattern in which `*` stands for any text. */
function conditionsOf(conditions: Conditions, flags: string): Condition[] {
  return Object.entries(conditions).map(([name, value]) => {
    const source = value.split('*').map(part => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    return [name, new RegExp(`^${source.join('.*')}$`, `s${flags}`)];
  });
}

function takesMethod({ methods }: Route, method: string): boolean {
  return methods.length === 0 || methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}

function paramsOf(matches: Entry['matches'], path: string): Params | undefined {
  for (const each of matches) {
    const found = each(path);
    if (found) return found.params as Params;
  }
  return undefined;
}

export const queryOf = (located: LocatedPath): URLSearchParams => new URLSearchParams(located.query);

function holds(conditions: readonly Condition[], query: URLSearchParams): boolean {
  return conditions.every(([name, pattern]) => query.getAll(name).some(value => pattern.test(value)));
}

function holdsFields(conditions: readonly Condition[], { headers }: IncomingMessage): boolean {
  return conditions.every(([name, pattern]) => {
    const value = one(headers[name]);
    return value !== undefined && pattern.test(value);
  });
}
