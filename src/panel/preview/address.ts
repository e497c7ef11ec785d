function parse(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/** The path of a URL relative to the server's base; undefined for a URL of another server. */
export function pageOfUrl(url: string, base: string): string | undefined {
  const parsed = parse(url);
  if (!parsed) return undefined;
  const { origin, pathname, search, hash } = parsed;
  const { origin: ours, pathname: prefix } = new URL(base);
  if (origin !== ours || !pathname.startsWith(prefix)) return undefined;
  return `${pathname.slice(prefix.length)}${search}${hash}`;
}

/** The URL of a page; undefined if it would lead to another server. */
export function urlOfPage(page: string, base: string): string | undefined {
  const url = parse(`./${page}`, base);
  return url && pageOfUrl(url.href, base) !== undefined ? url.href : undefined;
}

/** Names of this machine that people type. */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;
const AUTHORITY = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):\d+(?=[/?#]|$)/i;

/**
 * Reads text typed into the address field: a path on this server, with or without a leading slash, or a full URL of it. The URL may use
 * another name of this machine, and may lack its scheme.
 */
export function pageOfInput(input: string, base: string): string | undefined {
  const text = input.trim();
  if (AUTHORITY.test(text)) return pageOfOurs(new URL(base).protocol + '//' + text, base);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return pageOfOurs(text, base);
  const url = urlOfPage(text.replace(/^\/+/, ''), base);
  return url === undefined ? undefined : pageOfUrl(url, base);
}

function pageOfOurs(text: string, base: string): string | undefined {
  const [url, ours] = [parse(text), new URL(base)];
  if (url && LOOPBACK.test(url.hostname) && LOOPBACK.test(ours.hostname)) url.hostname = ours.hostname;
  return url && pageOfUrl(url.href, base);
}
