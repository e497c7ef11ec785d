import type { LocatedPath } from '../../ask/asked';
import type { Params } from '../routeKind';
import type { ProxyRoute } from './readProxy';

/** What a request asks of the other server. Pure. */
export function targetOf(
  { target, rewrite }: Pick<ProxyRoute, 'target' | 'rewrite'>,
  { path, query, folder }: LocatedPath,
  params: Params,
): URL {
  const asked = rewrite ? withSlash(rewrite.fill(copied(params)), folder) : path;
  return new URL(target.origin + baseOf(target) + asked + query);
}

/**
 * Where a redirect of the other server leads a client of ours: to our own address where it stays on that server, path-absolute;
 * else where it says. Pure.
 */
export function redirectOf(
  route: Pick<ProxyRoute, 'path' | 'target' | 'rewrite'>,
  location: string,
  asked: URL,
): string {
  if (!URL.canParse(location, asked.href)) return location;
  const { origin, pathname, search, hash, href } = new URL(location, asked);
  if (origin !== route.target.origin) return href;
  // Never `//`: that would lead to another host.
  return ownPath(route, pathname).replace(/^\/{2,}/, '/') + search + hash;
}

function ownPath(
  { path, target, rewrite }: Pick<ProxyRoute, 'path' | 'target' | 'rewrite'>,
  there: string,
): string {
  const local = behind(there, baseOf(target)) ?? there;
  const ours = rewrite && prefixOf(path);
  const theirs = rewrite && prefixOf(rewrite.pattern);
  if (ours === undefined || theirs === undefined) return local;
  const rest = behind(local, theirs);
  return rest === undefined ? local : ours + rest;
}

/** The path of the target without its last slash: what every path is put behind. */
const baseOf = ({ pathname }: URL): string => pathname.replace(/\/$/, '');

/** What follows a prefix that ends where a segment does; undefined for a path elsewhere. */
function behind(path: string, prefix: string): string | undefined {
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

/** The fixed part of a pattern that has nothing but a wildcard at its end, if that; undefined for any other. */
function prefixOf(pattern: string): string | undefined {
  const fixed = pattern.replace(/\/(\*[^/]*)?$/, '');
  return /[:*{}\\"]/.test(fixed) ? undefined : fixed;
}

/** What a pattern is filled with: the lists are its own. */
const copied = (params: Params): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );

/** A path below a folder is another one without its slash. */
const withSlash = (path: string, folder: boolean): string =>
  folder && !path.endsWith('/') ? `${path}/` : path || '/';
