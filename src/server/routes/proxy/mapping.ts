import type { SentPath } from '../../ask/sentPath';
import { fillRewrite } from './rewrite';
import type { ProxyRoute } from './readProxy';

type Mapped = Pick<ProxyRoute, 'path' | 'target' | 'rewrite'>;

/**
 * The request target for the other server: byte for byte as it was sent, unless a `rewrite` says otherwise. Pure.
 * @returns undefined for a path that a rewrite must not lead to
 */
export function targetOf(
  { target, rewrite }: Pick<ProxyRoute, 'target' | 'rewrite'>,
  { raw, query, folder }: SentPath,
  params: () => Readonly<Record<string, string>>,
): string | undefined {
  if (!rewrite) return baseOf(target) + raw + query;
  const path = fillRewrite(rewrite, params());
  if (path === undefined) return undefined;
  return `${baseOf(target)}${path}${folder && !path.endsWith('/') ? '/' : ''}${query}`;
}

/**
 * A redirect of the other server as one of ours: to our own address where it stays on that server, path-absolute; any other stays
 * as it is. Pure.
 * @param asked the target that the other server was asked for
 */
export function redirectOf(route: Mapped, sent: string, asked: string): string {
  // Bytes above 0x7F arrive as Latin-1 and mean UTF-8; `URL` would encode each of them as a character of its own.
  const location = Buffer.from(sent, 'latin1').toString('utf8');
  const base = route.target.origin + asked;
  if (!URL.canParse(location, base)) return sent;
  const { origin, pathname, search, hash, href } = new URL(location, base);
  if (origin !== route.target.origin) return href;
  const ours = ownPath(route, pathname);
  // A reference without a scheme or host leads to the same place for the browser.
  if (ours === pathname && !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(sent)) return sent;
  // Never `//`: that would lead to another host.
  return ours.replace(/^\/{2,}/, '/') + search + hash;
}

/** The `Path` of a cookie as the browser must see it. `/` stays: scripts of our pages may have to read the cookie. Pure. */
export function cookiePathOf(route: Mapped, path: string): string {
  if (!path.startsWith('/') || path === '/') return path;
  const ours = ownPath(route, path);
  return path.endsWith('/') || ours === '/' ? ours : ours.replace(/\/$/, '');
}

/** A path of the other server as the path of ours that leads there. */
function ownPath({ path, target, rewrite }: Mapped, there: string): string {
  const local = behind(there, baseOf(target)) ?? there;
  const ours = rewrite && prefixOf(path);
  const theirs = rewrite && prefixOf(rewrite.pattern);
  if (ours === undefined || theirs === undefined) return local;
  const rest = behind(local, theirs);
  return rest === undefined ? local : ours + rest;
}

/** The path of the target without its last slash: the path of every request follows it. */
const baseOf = ({ pathname }: URL): string => pathname.replace(/\/$/, '');

/** The part after a prefix that ends at the end of a segment; undefined for a path elsewhere. */
function behind(path: string, prefix: string): string | undefined {
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

/** The fixed part of a pattern that has at most a wildcard at its end; undefined for any other. */
function prefixOf(pattern: string): string | undefined {
  const fixed = pattern.replace(/\/(\*[^/]*)?$/, '');
  return /[:*{}\\"]/.test(fixed) ? undefined : fixed;
}
