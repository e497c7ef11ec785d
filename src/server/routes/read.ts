import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from 'jsonc-parser';
import { parse as parsePattern } from 'path-to-regexp';
import { wrongHeader } from '../options';
import { readTree, type Span, spanOf } from './json';
import type { Conditions, FixedAnswer, Route, RouteAction } from './route';

/** What a routes file says; where anything is wrong, nothing but that. */
export type RoutesRead =
  | { readonly kind: 'routes'; readonly routes: readonly Route[] }
  | { readonly kind: 'wrong'; readonly faults: readonly RouteFault[] };

export interface RouteFault {
  readonly message: string;
  readonly span: Span;
}

const METHOD = /^[A-Za-z]+$/;
const ACTIONS = ['json', 'body', 'file', 'answers', 'collection'] as const;
const CONTENT = ['json', 'body', 'file', 'status', 'headers', 'delay'];
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  fixed: [...CONTENT, 'answers', 'failureRate'],
  collection: ['collection', 'persist'],
};

/** Thrown by the readers below at the first thing that is wrong with a route. */
class Wrong extends Error {
  constructor(
    message: string,
    readonly at: JSONPath,
  ) {
    super(message);
  }
}

/** Reads a routes file: every route or none, so that half a change is never served. Pure. */
export function readRoutes(text: string): RoutesRead {
  const { tree, fault } = readTree(text, true);
  if (fault) return wrong([{ message: `Not JSON: ${fault.message}.`, span: fault.span }]);
  const list = tree && findNodeAtLocation(tree, ['routes']);
  if (!tree || list?.type !== 'array')
    return wrong([{ message: 'The file is an object with a list of “routes”.', span: spanOf(text, 0, 1) }]);
  const routes: Route[] = [];
  const faults: RouteFault[] = [];
  (list.children ?? []).forEach((node, index) => {
    try {
      routes.push(readRoute(getNodeValue(node), spanOf(text, node.offset, node.length).line));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      const at = nearest(tree, ['routes', index, ...error.at]) ?? node;
      faults.push({ message: error.message, span: spanOf(text, at.offset, at.length) });
    }
  });
  return faults.length > 0 ? wrong(faults) : { kind: 'routes', routes };
}

const wrong = (faults: readonly RouteFault[]): RoutesRead => ({ kind: 'wrong', faults });

/** The node at a path, or the nearest one above it that there is. */
function nearest(tree: Node, path: JSONPath): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return node;
  }
  return undefined;
}

type Given = Readonly<Record<string, unknown>>;

function readRoute(value: unknown, line: number): Route {
  const given = objectOf(value, 'A route', []);
  const { path } = given;
  if (typeof path !== 'string' || !path.startsWith('/'))
    throw new Wrong('A route has a “path” that begins with “/”.', ['path']);
  try {
    parsePattern(path);
  } catch (error) {
    throw new Wrong(`The “path” is no pattern: ${String(error instanceof Error ? error.message : error)}`, [
      'path',
    ]);
  }
  const action = readAction(given);
  const known = ['method', 'path', 'query', 'requestHeaders', ...(KNOWN[action.kind] ?? [])];
  const unknown = Object.keys(given).find(key => !known.includes(key));
  if (unknown !== undefined) throw new Wrong(`“${unknown}” is nothing that this route knows.`, [unknown]);
  return {
    methods: readMethods(given['method']),
    path,
    query: readConditions(given, 'query'),
    headers: lowerCased(readConditions(given, 'requestHeaders')),
    action,
    line,
  };
}

function objectOf(value: unknown, what: string, at: JSONPath): Given {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Given;
  throw new Wrong(`${what} is an object.`, at);
}

function readMethods(value: unknown): string[] {
  const methods = [value ?? []].flat() as unknown[];
  return methods.map(method => {
    if (typeof method !== 'string' || !METHOD.test(method))
      throw new Wrong('The “method” is a name like GET, or a list of them.', ['method']);
    return method.toUpperCase();
  });
}

function readConditions(given: Given, key: string): Conditions {
  if (given[key] === undefined) return {};
  const conditions = objectOf(given[key], `“${key}”`, [key]);
  for (const [name, value] of Object.entries(conditions)) {
    if (typeof value !== 'string')
      throw new Wrong(`“${key}” holds names and the texts that they must have.`, [key, name]);
  }
  return conditions as Conditions;
}

const lowerCased = (conditions: Conditions): Conditions =>
  Object.fromEntries(Object.entries(conditions).map(([name, value]) => [name.toLowerCase(), value]));

function readAction(given: Given): RouteAction {
  const named = ACTIONS.filter(name => given[name] !== undefined);
  if (named.length > 1)
    throw new Wrong(`A route has one answer, not “${named.join('” and “')}”.`, [named[1] ?? '']);
  return named[0] === 'collection' ? readCollection(given) : readFixed(given);
}

function readCollection(given: Given): RouteAction {
  const { persist = false } = given;
  if (typeof persist !== 'boolean') throw new Wrong('“persist” is true or false.', ['persist']);
  return { kind: 'collection', file: fileOf(given, 'collection'), persist };
}

function readFixed(given: Given): RouteAction {
  const { answers, failureRate = 0 } = given;
  if (typeof failureRate !== 'number' || !(failureRate >= 0 && failureRate <= 1))
    throw new Wrong('The “failureRate” is a number from 0 to 1.', ['failureRate']);
  if (answers === undefined) return { kind: 'fixed', answers: [readAnswer(given, [])], failureRate };
  if (!Array.isArray(answers) || answers.length === 0)
    throw new Wrong('“answers” is a list of at least one answer.', ['answers']);
  const each = answers.map((answer: unknown, index) => {
    const own = objectOf(answer, 'An answer', ['answers', index]);
    const unknown = Object.keys(own).find(key => !CONTENT.includes(key));
    if (unknown !== undefined)
      throw new Wrong(`“${unknown}” is nothing that an answer knows.`, ['answers', index, unknown]);
    return readAnswer({ ...given, ...own }, ['answers', index]);
  });
  return { kind: 'fixed', answers: each, failureRate };
}

function readAnswer(given: Given, at: JSONPath): FixedAnswer {
  const content = readContent(given, at);
  const { status = content.kind === 'none' ? 204 : 200 } = given;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    throw new Wrong('The “status” is a number from 200 to 599.', [...at, 'status']);
  return {
    status,
    headers: readHeaders(given['headers'], at),
    delay: readDelay(given['delay'], at),
    content,
  };
}

function readContent(given: Given, at: JSONPath): FixedAnswer['content'] {
  if (given['json'] !== undefined) return { kind: 'json', json: given['json'] };
  const { body } = given;
  if (body !== undefined) {
    if (typeof body !== 'string')
      throw new Wrong('The “body” is a text; “json” takes any value.', [...at, 'body']);
    return { kind: 'body', body };
  }
  return given['file'] === undefined ? { kind: 'none' } : { kind: 'file', file: fileOf(given, 'file', at) };
}

function fileOf(given: Given, key: string, at: JSONPath = []): string {
  const value = given[key];
  const segments =
    typeof value === 'string' ? value.split('/').filter(part => part !== '' && part !== '.') : [];
  if (segments.length === 0 || segments.some(part => part === '..' || /[\\:\0]/.test(part)))
    throw new Wrong(`“${key}” is the path of a file below the root, with forward slashes.`, [...at, key]);
  return segments.join('/');
}

function readHeaders(value: unknown, at: JSONPath): Record<string, string> {
  if (value === undefined) return {};
  const headers = objectOf(value, '“headers”', [...at, 'headers']);
  for (const [name, field] of Object.entries(headers)) {
    const bad = wrongHeader(name, field);
    if (bad !== undefined) throw new Wrong(`headers: ${bad}`, [...at, 'headers', name]);
  }
  return headers as Record<string, string>;
}

const LONGEST_DELAY = 600_000;

const isDelay = (ms: unknown): ms is number => typeof ms === 'number' && ms >= 0 && ms <= LONGEST_DELAY;

function readDelay(value: unknown, at: JSONPath): readonly [number, number] {
  const [least = 0, most = least, ...more] = [value ?? []].flat() as unknown[];
  if (isDelay(least) && isDelay(most) && least <= most && more.length === 0) return [least, most];
  throw new Wrong(
    'The “delay” is a number of milliseconds up to 600000, or a list of the least and the most.',
    [...at, 'delay'],
  );
}
