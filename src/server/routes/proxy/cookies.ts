import { withoutOwnCookies } from '../ownCookies';

/** Names of cookies that browsers take only with `Secure`, in any case (RFC 6265bis, 4.1.3). */
const PREFIXED = /^__(?:host|secure|http)-/i;
/** Prefix for such a name where the page's origin is not secure; removed again on the way back. */
const SHIELD = 'porthole-';

/** Attributes of a cookie that are passed on: a head of 256 KiB has room for 100,000 (security rule 19). */
const MOST = 100;

/** How a browser reaches this server. */
export interface CookieScope {
  /** Whether browsers treat the origin as trustworthy: `https`, or a loopback name in all of them but Safari. */
  readonly secure: boolean;
  /** The `Path` of a cookie of the other server as the browser must see it. */
  readonly path: (path: string) => string;
}

/**
 * A `Set-Cookie` value of the other server as one of ours: each attribute keeps its meaning for the browser. `Domain` is dropped, since it
 * names another host; without it the cookie belongs to the requested host. Pure.
 */
export function ownCookie(value: string, { secure, path }: CookieScope): string {
  const [pair = '', ...attributes] = value.split(';', MOST + 1);
  const kept = attributes.flatMap(attribute => {
    const [name, given] = partsOf(attribute);
    switch (name.toLowerCase()) {
      case 'domain':
        return [];
      case 'path':
        return given.startsWith('/') ? [` ${name}=${path(given)}`] : [attribute];
      case 'secure':
      case 'partitioned':
        return secure ? [attribute] : [];
      case 'samesite':
        // Browsers refuse `None` without `Secure`.
        return secure || given.toLowerCase() !== 'none' ? [attribute] : [];
      default:
        return [attribute];
    }
  });
  const name = pair.trimStart();
  return [secure || !PREFIXED.test(name) ? pair : SHIELD + name, ...kept].join(';');
}

/** Name and value, trimmed (RFC 6265, 5.2). Without a pattern: one that trims takes minutes for 200 kB of spaces. */
function partsOf(attribute: string): [name: string, value: string] {
  const mark = attribute.indexOf('=');
  if (mark < 0) return [attribute.trim(), ''];
  return [attribute.slice(0, mark).trim(), attribute.slice(mark + 1).trim()];
}

/** A `Cookie` value of the browser as the other server knows it: without this server's own cookies. Pure. */
export function theirCookies(value: string): string {
  if (!value.includes(SHIELD)) return value;
  return withoutOwnCookies(value)
    .split(';')
    .map(pair => {
      const name = pair.trimStart();
      const bare = name.startsWith(SHIELD) ? name.slice(SHIELD.length) : '';
      return PREFIXED.test(bare) ? pair.replace(SHIELD, '') : pair;
    })
    .join(';')
    .trimStart();
}
