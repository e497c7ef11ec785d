import { cut } from '../../protocol/handlerMessages';
import type { TextFault } from '../../protocol/faults';
import { ROUTES_FILE } from '../../protocol/paths';
import { type Fields, isFields, type Kinds, type RouteAction, fault, type RouteFault } from './routeKind';
import { faultOf, Lines, type Span } from './json';
import { type Condition, type Conditions, type Route, wildcard } from './match';
import { tooMuch } from './measure';
import { type Member, memberAt, membersOf } from './members';
import { compilePattern } from './pattern';
import { plainJson } from './plainJson';
import { AT_ONCE, readJson } from './readJson';
import { Slices } from './slices';
import { writeJson } from './writeJson';

/** The routes of a file, or its faults if it has any. */
type RoutesRead =
  | { readonly kind: 'routes'; readonly routes: readonly Route[] }
  /** @param more number of further faults */
  | { readonly kind: 'faulty'; readonly faults: readonly TextFault[]; readonly more: number };

/** Keys that every route may have. */
export const COMMON = ['method', 'path', 'when'];
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Keys of the top-level object. */
export const TOP = ['$schema', 'routes'];
/** The most faults reported for one file: each is a line of the log. */
const MOST_FAULTS = 100;
const LONGEST_MESSAGE = 500;

/** Reads a routes file: all routes or none, so that half a change is never served. Works in slices for a text of any size. */
export async function readRouteFile(text: string, kinds: Kinds): Promise<RoutesRead> {
  const plain = await plainJson(text);
  if (plain.kind === 'faulty')
    return notJson({ message: plain.message, ...new Lines(text).span(plain.at, 1) });
  const read = await readJson(plain.text);
  if (read.kind === 'malformed') {
    // The parser of the editor gives the best message for a fault, but a long text would block all requests meanwhile.
    const best = text.length <= AT_ONCE ? faultOf(text, true) : undefined;
    return notJson(best ?? read.fault ?? { message: `it ${read.why}`, line: 1, column: 1 });
  }
  return new Reader(plain.text, kinds).read(read.value);
}

const notJson = (first: TextFault): RoutesRead =>
  faulty([{ ...first, message: `Not JSON: ${first.message}.` }], 0);

const faulty = (faults: readonly TextFault[], more: number): RoutesRead => ({
  kind: 'faulty',
  faults: faults.map(each => ({ ...each, message: cut(each.message, LONGEST_MESSAGE) })),
  more,
});

/** Reads the routes of one text that is JSON. */
class Reader {
  private readonly slices = new Slices();
  private readonly lines: Lines;
  private readonly faults: TextFault[] = [];
  private more = 0;

  constructor(
    private readonly text: string,
    private readonly kinds: Kinds,
  ) {
    this.lines = new Lines(text);
  }

  async read(whole: unknown): Promise<RoutesRead> {
    const top = await membersOf(this.text, this.text.search(/\S/), this.slices);
    const list = isFields(whole) ? top.findLast(({ name }) => name === 'routes') : undefined;
    const given = isFields(whole) ? whole['routes'] : undefined;
    if (!isFields(whole) || !list || !Array.isArray(given)) return faulty([this.unlisted(list)], 0);
    for (const member of top)
      if (!TOP.includes(member.name ?? ''))
        await this.fail(member, [], `“${member.name}” is nothing that this file knows.`);
    const routes = await this.readAll(
      given as readonly unknown[],
      await membersOf(this.text, list.start, this.slices),
    );
    return this.faults.length > 0 ? faulty(this.faults, this.more) : { kind: 'routes', routes };
  }

  private async readAll(given: readonly unknown[], members: readonly Member[]): Promise<Route[]> {
    const routes: Route[] = [];
    for (const [index, member] of members.entries()) {
      const read = readRoute(given[index], this.kinds);
      const length = member.end - member.start;
      if ('fault' in read) await this.fail(member, read.at, read.fault);
      else routes.push({ ...read, line: this.span(member).line, text: await textOf(given[index], length) });
      if (this.slices.isOver(PER_ROUTE + length)) await this.slices.next();
    }
    return routes;
  }

  private async fail(around: Member, path: readonly (string | number)[], message: string): Promise<void> {
    if (this.faults.length >= MOST_FAULTS) {
      this.more += 1;
      return;
    }
    const member = await memberAt(this.text, around, path, this.slices);
    this.faults.push({ message, ...this.span(member) });
  }

  private span({ start, end }: Pick<Member, 'start' | 'end'>): Span {
    return this.lines.span(start, end - start);
  }

  private unlisted(list: Member | undefined): TextFault {
    const span = this.span(list ?? { start: 0, end: 1 });
    return { message: `${ROUTES_FILE} is an object with a list of “routes”.`, ...span };
  }
}

/** Characters that take as long to read as one pattern takes to compile. */
const PER_ROUTE = 8000;

/** The JSON text of a route; its length in the file says whether serialising it needs pauses. */
async function textOf(given: unknown, length: number): Promise<string> {
  return length > AT_ONCE ? (await writeJson(given)).toString() : JSON.stringify(given);
}

function readRoute(given: unknown, kinds: Kinds): Omit<Route, 'line' | 'text'> | RouteFault {
  if (!isFields(given)) return fault('A route is an object with a “path” and what to answer.');
  const large = tooMuch(given);
  if (large) return large;
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
