import { compile, type ParamData, parse, type PathFunction, type Token } from 'path-to-regexp';
import { wrongHeader } from '../../options';
import { type Fields, type GivenRoute, isFields, fault, type RouteFault } from '../routeKind';
import { forgiving } from '../match';

/** Fields to set by name in lower case, and those to leave out (`null`). */
export type Changes = Readonly<Record<string, string | null>>;

/** A route that another server answers. */
export interface ProxyRoute {
  /** Its pattern. */
  readonly path: string;
  /** Origin and, where it has one, the path that every request's path is put behind. */
  readonly target: URL;
  /** The pattern of the path that is asked for there; undefined to ask for the path as it came. */
  readonly rewrite: { readonly pattern: string; readonly fill: PathFunction<ParamData> } | undefined;
  readonly requestHeaders: Changes;
  readonly headers: Changes;
  /** Whether a certificate that nobody vouches for will do. */
  readonly insecure: boolean;
  /** Milliseconds until the other server must have begun its answer. */
  readonly timeout: number;
}

/** What such a route answers below its own path: it stands for a whole part of the site. */
export const BELOW = '/*rest';
/** Keys that a route with a `proxy` knows besides that. */
export const PROXY_OPTIONS = ['rewrite', 'requestHeaders', 'headers', 'insecure', 'timeout'];

const TIMEOUT = 30_000;
const LONGEST_TIMEOUT = 3_600_000;

/** Reads a route with a `proxy`. Pure. */
export function readProxy({ path, fields }: GivenRoute): ProxyRoute | RouteFault {
  const target = readTarget(fields['proxy']);
  if (!target) return fault('“proxy” is the address of a server, such as http://localhost:8080.', 'proxy');
  const rewrite = readRewrite(path, fields['rewrite']);
  if (rewrite && 'fault' in rewrite) return rewrite;
  const requestHeaders = readChanges(fields, 'requestHeaders');
  if ('fault' in requestHeaders) return requestHeaders;
  const headers = readChanges(fields, 'headers');
  if ('fault' in headers) return headers;
  const { insecure = false, timeout = TIMEOUT } = fields;
  if (typeof insecure !== 'boolean')
    return fault(
      '“insecure” is true to accept certificates that cannot be verified, otherwise false.',
      'insecure',
    );
  if (typeof timeout !== 'number' || !(timeout > 0 && timeout <= LONGEST_TIMEOUT))
    return fault('The “timeout” is a number of milliseconds up to 3600000.', 'timeout');
  const changes = { requestHeaders: requestHeaders.changes, headers: headers.changes };
  return { path, target, rewrite, ...changes, insecure, timeout };
}

function readTarget(given: unknown): URL | undefined {
  if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && /^https?:$/.test(url.protocol) ? url : undefined;
}

function readRewrite(path: string, given: unknown): ProxyRoute['rewrite'] | RouteFault {
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || !given.startsWith('/'))
    return fault('“rewrite” is the path to ask for, such as /*rest; it begins with “/”.', 'rewrite');
  try {
    const pattern = forgiving(given);
    const known = namesOf(parse(forgiving(path) + BELOW).tokens);
    const unknown = namesOf(parse(pattern).tokens).find(name => !known.includes(name));
    if (unknown !== undefined) return fault(`The “path” has nothing named “${unknown}”.`, 'rewrite');
    return { pattern: given, fill: compile(pattern) };
  } catch (error) {
    return fault(
      `The “rewrite” is no pattern: ${error instanceof Error ? error.message : String(error)}`,
      'rewrite',
    );
  }
}

function namesOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap(token => {
    switch (token.type) {
      case 'text':
        return [];
      case 'group':
        return namesOf(token.tokens);
      case 'param':
      case 'wildcard':
        return token.name;
      default:
        return token satisfies never;
    }
  });
}

function readChanges(fields: Fields, key: string): { readonly changes: Changes } | RouteFault {
  const given = fields[key] ?? {};
  if (!isFields(given)) return fault(`“${key}” is an object of names and values.`, key);
  const changes: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(given)) {
    const bad = wrongHeader(name, value ?? '');
    if (bad !== undefined) return fault(`${key}: ${bad}`, key, name);
    changes[name.toLowerCase()] = typeof value === 'string' ? value : null;
  }
  return { changes };
}
