import type { IncomingMessage } from 'node:http';
import { isForwarded, mayBeForwarded, toldPrefix } from '../ask/forwarded';
import { toRoot } from '../ask/toRoot';
import type { Headers } from '../reply/reply';

/** How the browser reaches the address of a request, as far as it is known. */
interface Way {
  /** The relative reference from the address to the root. */
  readonly root: string;
  /** `host[:port]` of the browser's address, in lower case. */
  readonly hosts: readonly string[];
  /** The path prefix that the forwarder says it strips. */
  readonly prefix: string | undefined;
  /** Whether the request is known to come through a forwarder. */
  readonly isForwarded: boolean;
}

/**
 * Keeps references and cookies of a route's reply below the path that a forwarder strips. References become relative, which no path in
 * front changes (RFC 3986, 5.2); a cookie's `Path` gets the path in front. A browser that does not tell whether there is a forwarder gets
 * relative references and unchanged cookies: a cookie's path cannot be relative. Any other request gets each field as it is. Pure.
 */
export function belowPath(headers: Headers, request: IncomingMessage): Headers {
  const isConcerned = Object.keys(headers).some(name => FIELDS.has(name.toLowerCase()));
  if (!isConcerned || !(isForwarded(request) || mayBeForwarded(request))) return headers;
  const way = wayOf(request);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const change = FIELDS.get(name.toLowerCase());
      if (!change) return [name, value];
      return [name, Array.isArray(value) ? value.map(each => change(each, way)) : change(value, way)];
    }),
  );
}

function wayOf(request: IncomingMessage): Way {
  const { host, 'x-forwarded-host': told } = request.headers;
  const hosts = [host, told].flat().flatMap(each => (each === undefined ? [] : each.toLowerCase()));
  return {
    root: toRoot(request.url ?? '/'),
    hosts,
    prefix: toldPrefix(request),
    isForwarded: isForwarded(request),
  };
}

const FIELDS: ReadonlyMap<string, (value: string, way: Way) => string> = new Map([
  ['location', relative],
  ['content-location', relative],
  ['sourcemap', relative],
  ['link', links],
  ['refresh', refresh],
  ['set-cookie', cookie],
]);

function links(value: string, way: Way): string {
  return value.replace(/<([^<>]*)>/g, (_, target: string) => `<${relative(target, way)}>`);
}

function refresh(value: string, way: Way): string {
  const [, before = '', target = ''] = /^([^;,]*[;,]\s*(?:url\s*=\s*)?["']?)(.*)$/is.exec(value) ?? [];
  return before === '' ? value : before + relative(target, way);
}

/** A reference to this server from the address of the request; any other as it is. */
function relative(reference: string, { root, hosts, prefix }: Way): string {
  const path = ownPath(reference.trim(), hosts);
  // A server that has been told the prefix has already written it into the reference.
  if (path === undefined || isBelow(path, prefix) || root === '/') return reference;
  return (root.startsWith('./') ? root : `./${root}`) + path.slice(1);
}

/** The path-absolute part of a reference that leads to this server. */
function ownPath(reference: string, hosts: readonly string[]): string | undefined {
  if (/^\/(?![/\\])/.test(reference)) return reference;
  const [, host, rest = ''] = /^https?:\/\/([^/?#\\]+)(.*)$/is.exec(reference) ?? [];
  if (host === undefined || !hosts.includes(host.toLowerCase())) return undefined;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** A browser sends a cookie back only below its `Path`, so the prefix is added; where it is unknown, `/` covers it. */
function cookie(value: string, { prefix, isForwarded: isTold }: Way): string {
  // Browsers take this name with `Path=/` alone (RFC 6265bis, 4.1.3).
  if (!isTold || /^\s*__Host-/i.test(value)) return value;
  return value.replace(/(;\s*path\s*=\s*)(\/[^;]*)/i, (whole, before: string, path: string) => {
    if (isBelow(path.trim(), prefix)) return whole;
    return before + (prefix === undefined ? '/' : prefix + path);
  });
}

const isBelow = (path: string, prefix: string | undefined): boolean =>
  prefix !== undefined && (path === prefix || path.startsWith(`${prefix}/`));
