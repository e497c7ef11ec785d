import { parse } from 'path-to-regexp';
import { wrongHeader } from '../../options';
import { type Fields, type GivenRoute, isFields, fault, type RouteFault } from '../routeKind';
import { forgiving } from '../pattern';
import { readTimeout } from '../timeout';
import { namesOf, parseRewrite, type Rewrite } from './rewrite';

/** Fields to set by name in lower case, and those to leave out (`null`). */
export type Changes = Readonly<Record<string, string | null>>;

/** A `proxy` route. */
export interface ProxyRoute {
  /** The pattern of the route. */
  readonly path: string;
  /** Origin, and a path that is put before the path of every request. */
  readonly target: URL;
  /** Undefined to ask for the path as it was sent. */
  readonly rewrite: Rewrite | undefined;
  readonly requestHeaders: Changes;
  readonly headers: Changes;
  /** Accept certificates that cannot be verified, for example self-signed ones. */
  readonly insecure: boolean;
  /** Milliseconds, from the last byte of the request, within which the response must begin. */
  readonly timeout: number;
}

/** A proxy answers everything below its own path as well. */
export const BELOW = '/*rest';
/** Further keys of a `proxy` route. */
export const PROXY_OPTIONS = ['rewrite', 'requestHeaders', 'headers', 'insecure', 'timeout'];

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
  const { insecure = false } = fields;
  if (typeof insecure !== 'boolean')
    return fault(
      '“insecure” is true to accept certificates that cannot be verified, otherwise false.',
      'insecure',
    );
  const timeout = readTimeout(fields);
  if (typeof timeout !== 'number') return timeout;
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
    const rewrite = parseRewrite(given);
    const known = namesOf(parse(forgiving(path) + BELOW).tokens);
    const unknown = namesOf(rewrite.tokens).find(name => !known.includes(name));
    if (unknown !== undefined) return fault(`The “path” has nothing named “${unknown}”.`, 'rewrite');
    return rewrite;
  } catch (error) {
    return fault(
      `The “rewrite” is no pattern: ${error instanceof Error ? error.message : String(error)}`,
      'rewrite',
    );
  }
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
