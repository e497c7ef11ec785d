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

/** Reads text typed into the address field: a path on this server, with or without a leading slash, or a full URL of it. */
export function pageOfInput(input: string, base: string): string | undefined {
  const text = input.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return pageOfUrl(text, base);
  const url = urlOfPage(text.replace(/^\/+/, ''), base);
  return url === undefined ? undefined : pageOfUrl(url, base);
}
