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
 * A redirect of the other server as one of ours: path-absolute if it stays on that server; any other stays as it is. Pure.
 * @param asked the target that was requested from the other server
 */
export function redirectOf(route: Mapped, sent: string, asked: string): string {
  // Bytes above 0x7F arrive as Latin-1 and mean UTF-8; `URL` would encode each of them as a character of its own.
  const location = Buffer.from(sent, 'latin1').toString('utf8');
  const base = route.target.origin + asked;
  if (!URL.canParse(location, base)) return sent;
  const to = new URL(location, base);
  // `//host` has the scheme of the address that was asked for, which may differ from ours.
  if (!isSame(to, route.target)) return ABSOLUTE.test(sent) ? sent : to.href;
  const { pathname, search, hash } = to;
  const ours = ownPath(route, pathname);
  // A reference without a scheme or host leads to the same place for the browser.
  if (ours === pathname && !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(sent)) return sent;
  // Never `//`, which would name another host.
  return ours.replace(/^\/{2,}/, '/') + search + hash;
}

const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\//i;
/** Names of one machine, of which a server uses another than its route does. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether two addresses are of one server. */
const isSame = (to: URL, target: URL): boolean =>
  to.protocol === target.protocol &&
  to.port === target.port &&
  (to.hostname === target.hostname || (LOOPBACK.test(to.hostname) && LOOPBACK.test(target.hostname)));

/** The `Path` of a cookie as the browser must see it. `/` stays, so that scripts of our pages can read the cookie. Pure. */
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
