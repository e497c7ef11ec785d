function parse(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/** The page of a URL, relative to the server's base; undefined when it belongs to another server. */
export function pageOfUrl(url: string, base: string): string | undefined {
  const parsed = parse(url);
  if (!parsed) return undefined;
  const { origin, pathname, search, hash } = parsed;
  const { origin: ours, pathname: prefix } = new URL(base);
  if (origin !== ours || !pathname.startsWith(prefix)) return undefined;
  return `${pathname.slice(prefix.length)}${search}${hash}`;
}

/** The URL of a page; undefined where that would leave the server. */
export function urlOfPage(page: string, base: string): string | undefined {
  const url = parse(`./${page}`, base);
  return url && pageOfUrl(url.href, base) !== undefined ? url.href : undefined;
}

/** What a person typed as an address: a path on this server with or without its slash, or a whole URL of it. */
export function pageOfInput(input: string, base: string): string | undefined {
  const text = input.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return pageOfUrl(text, base);
  const url = urlOfPage(text.replace(/^\/+/, ''), base);
  return url === undefined ? undefined : pageOfUrl(url, base);
}
