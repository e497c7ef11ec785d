import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from 'jsonc-parser';
import type { TextFault } from '../../protocol/faults';
import { ROUTES_FILE } from '../../protocol/paths';
import { type Fields, isFields, type Kinds, type RouteAction, fault, type RouteFault } from './routeKind';
import { Lines, readTree, type Span } from './json';
import { type Condition, type Conditions, type Route, wildcard } from './match';
import { compilePattern } from './pattern';

/** The routes of a file, or its faults if it has any. */
export type RoutesRead =
  | { readonly kind: 'routes'; readonly routes: readonly Route[] }
  | { readonly kind: 'faulty'; readonly faults: readonly TextFault[] };

/** Keys that every route may have. */
export const COMMON = ['method', 'path', 'when'];
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Keys of the top-level object. */
export const TOP = ['$schema', 'routes'];

/** Reads a routes file: all routes or none, so that half a change is never served. */
export function readRouteFile(text: string, kinds: Kinds): RoutesRead {
  const lines = new Lines(text);
  const { tree, fault: first } = readTree(text, lines);
  if (first) return faulty([{ ...first, message: `Not JSON: ${first.message}.` }]);
  const list = tree && findNodeAtLocation(tree, ['routes']);
  if (!tree || list?.type !== 'array') return faulty([unlisted(lines, list)]);
  const spanAt = (path: JSONPath): Span => {
    const node = nodeAt(tree, path) ?? list;
    return lines.span(node.offset, node.length);
  };
  const routes: Route[] = [];
  const faults = misspelt(getNodeValue(tree)).map(key => ({
    message: `“${key}” is nothing that this file knows.`,
    ...spanAt([key]),
  }));
  (list.children ?? []).forEach((node, index) => {
    const at = ['routes', index];
    const given: unknown = getNodeValue(node);
    const read = readRoute(given, kinds);
    if ('fault' in read) faults.push({ message: read.fault, ...spanAt([...at, ...read.at]) });
    else routes.push({ ...read, line: spanAt(at).line, text: JSON.stringify(given) });
  });
  return faults.length > 0 ? faulty(faults) : { kind: 'routes', routes };
}

const faulty = (faults: readonly TextFault[]): RoutesRead => ({ kind: 'faulty', faults });

const misspelt = (whole: unknown): string[] => Object.keys(whole ?? {}).filter(key => !TOP.includes(key));

function unlisted(lines: Lines, list: Node | undefined): TextFault {
  const span = lines.span(list?.offset ?? 0, list?.length ?? 1);
  return { message: `${ROUTES_FILE} is an object with a list of “routes”.`, ...span };
}

/** The node at a path, or the nearest node around it. */
function nodeAt(tree: Node, path: JSONPath): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return node;
  }
  return undefined;
}

function readRoute(given: unknown, kinds: Kinds): Omit<Route, 'line' | 'text'> | RouteFault {
  if (!isFields(given)) return fault('A route is an object with a “path” and what to answer.');
  const { path } = given;
  if (typeof path !== 'string' || !path.startsWith('/'))
    return fault('A route has a “path” that begins with “/”, such as /api/users/:id.', 'path');
  const named = Object.keys(given).filter(key => kinds.named.has(key));
  const [key = '', second] = named;
  if (second !== undefined) return fault(`“${key}” and “${second}” cannot both answer.`, second);
  const kind = kinds.named.get(key) ?? kinds.plain;
  const allowed = [...COMMON, key, ...kind.options];
  const unknown = Object.keys(given).find(each => !allowed.includes(each));
  if (unknown !== undefined) return fault(`“${unknown}” is nothing that this route knows.`, unknown);
  const conditions = readConditions(given, path, kind.below);
  if ('fault' in conditions) return conditions;
  const action: RouteAction | RouteFault = kind.read({ path, fields: given });
  if ('fault' in action) return action;
  const name = [[...(conditions.methods ?? [])].join(', '), path].filter(Boolean).join(' ');
  return { conditions, action, name };
}

function readConditions(given: Fields, path: string, below: string | undefined): Conditions | RouteFault {
  const { method, when = {} } = given;
  const methods = readMethods(method);
  if (typeof methods === 'string') return fault(methods, 'method');
  if (!isFields(when)) return fault('“when” is an object with “query” or “headers”.', 'when');
  const unknown = Object.keys(when).find(key => key !== 'query' && key !== 'headers');
  if (unknown !== undefined) return fault('“when” knows “query” and “headers” only.', 'when', unknown);
  const query = readWanted(when['query'], 'query');
  if ('fault' in query) return query;
  const headers = readWanted(when['headers'], 'headers');
  if ('fault' in headers) return headers;
  try {
    return { methods, path: compilePattern(path, below), query, headers };
  } catch (error) {
    return fault(
      `The “path” is no pattern: ${error instanceof Error ? error.message : String(error)}`,
      'path',
    );
  }
}

function readMethods(given: unknown): Conditions['methods'] | string {
  if (given === undefined) return undefined;
  const list = [given].flat() as unknown[];
  const methods = list.filter(method => typeof method === 'string' && METHOD.test(method)).map(String);
  if (methods.length < list.length || methods.length === 0)
    return 'The “method” is a name like GET, or a list of them.';
  return new Set(methods.map(method => method.toUpperCase()));
}

function readWanted(given: unknown, part: 'query' | 'headers'): ReadonlyMap<string, Condition> | RouteFault {
  if (given !== undefined && !isFields(given))
    return fault(`“${part}” holds names and the values that they must have.`, 'when', part);
  const wanted = new Map<string, Condition>();
  for (const [name, value] of Object.entries(given ?? {})) {
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isText = texts.length > 0 && texts.every(each => typeof each === 'string');
    if (typeof value !== 'boolean' && !isText)
      return fault('This is a text, a list of texts, true for any, or false for none.', 'when', part, name);
    // RFC 9110, 5.1: field names are case-insensitive; most field values are, too.
    const key = part === 'headers' ? name.toLowerCase() : name;
    const isCaseSensitive = part === 'query';
    wanted.set(
      key,
      typeof value === 'boolean' ? value : texts.map(each => wildcard(String(each), isCaseSensitive)),
    );
  }
  return wanted;
}
