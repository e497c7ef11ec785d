import type { Slices } from '../routes/slices';
import type { Markup, Reference } from './markup';

/** An address of this server that a reference names. */
export interface Target {
  /** The value as written, or one of the candidates of a `srcset`. */
  readonly written: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** Decoded, without its `#`; undefined for none. */
  readonly fragment: string | undefined;
  /** Whether a visitor goes there, instead of the page loading it. */
  readonly isLink: boolean;
}

/** Text that a template engine or a build tool replaces, such as `%PUBLIC_URL%`: it is no address yet. */
const PLACEHOLDER = /\{|<[%?]|%(?![\dA-Fa-f]{2})[\w.]+%|%[A-Z]+_[A-Z\d_]*%/;
const LINKS = new Set(['a', 'area', 'form', 'button', 'input', 'iframe', 'frame', 'meta']);
const ORIGIN = 'http://porthole.invalid';

/** A reference, and an address that it names. */
export interface Link {
  readonly reference: Reference;
  readonly target: Target;
}

/**
 * All addresses of this server that a document names; none for other origins, other schemes and placeholders.
 * @param path the document's own, as in the address bar
 */
export async function linksOf(markup: Markup, path: string, slices: Slices): Promise<Link[]> {
  const pathOf = onServer(baseOf(path, markup));
  const links: Link[] = [];
  for (const reference of markup.references) {
    if (slices.isOver(reference.value.length)) await slices.next();
    for (const written of writtenIn(reference)) {
      const target = targetOf(reference, written, pathOf);
      if (target) links.push({ reference, target });
    }
  }
  return links;
}

/** The path and query of an address, without its fragment; undefined for one of another server. Documents name each of few files often. */
function onServer(from: URL): (address: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return address => {
    if (known.has(address)) return known.get(address);
    const url = URL.canParse(address, from.href) ? new URL(address, from) : undefined;
    const path = url?.origin === ORIGIN ? url.pathname + url.search : undefined;
    known.set(address, path);
    return path;
  };
}

/** The path of a document in the form of its targets' paths. Pure. */
export const pathnameOf = (path: string): string => new URL(path, ORIGIN).pathname;

/**
 * Finds the first reference to each of these addresses on other servers.
 * @param path the document's own
 */
export async function referencesElsewhere(
  markup: Markup,
  path: string,
  addresses: readonly string[],
  slices: Slices,
): Promise<(address: string) => Reference | undefined> {
  const from = baseOf(path, markup);
  const wanted = new Set(addresses.map(withoutScheme));
  const found = new Map<string, Reference>();
  for (const reference of wanted.size > 0 ? markup.references : []) {
    if (slices.isOver(reference.value.length)) await slices.next();
    for (const value of LINKS.has(reference.element) ? [] : writtenIn(reference)) {
      const key = URL.canParse(value, from.href) ? withoutScheme(new URL(value, from).href) : '';
      if (wanted.has(key) && !found.has(key)) found.set(key, reference);
    }
  }
  return address => found.get(withoutScheme(address));
}

/** `//host` has the scheme of its page, which may be HTTPS. */
const withoutScheme = (address: string): string => address.replace(/^https?:/, '').replace(/#.*$/s, '');

const writtenIn = ({ attribute, value }: Reference): string[] =>
  attribute.endsWith('srcset') ? candidatesOf(value) : [value.trim()];

/** The address against which those of a document are resolved. @param path its own */
export function baseOf(path: string, { base }: Partial<Pick<Markup, 'base'>> = {}): URL {
  const document = new URL(path, ORIGIN);
  return base !== undefined && URL.canParse(base, document.href) ? new URL(base, document) : document;
}

function targetOf(
  { attribute, element }: Reference,
  written: string,
  pathOf: (address: string) => string | undefined,
): Target | undefined {
  if (written === '' || PLACEHOLDER.test(written)) return undefined;
  const hash = written.indexOf('#');
  const path = pathOf(hash < 0 ? written : written.slice(0, hash));
  if (path === undefined) return undefined;
  return {
    written,
    path,
    // The URL parser takes these characters out.
    fragment: hash < 0 ? undefined : decoded(written.slice(hash + 1).replace(/[\t\n\r]/g, '')),
    isLink: attribute === 'longdesc' || (LINKS.has(element) && attribute !== 'src'),
  };
}

/** The most candidates of one `srcset` that are read; an image has fewer sizes. */
const MOST_CANDIDATES = 100;
/** Space and commas; an address; a descriptor with the comma behind it, whose brackets may contain commas. */
const [BEFORE, ADDRESS, DESCRIPTOR] = [/[\s,]*/y, /\S+/y, /[^,(]*(?:\([^)]*\)?[^,(]*)*,?/y];

/**
 * URLs of a `srcset` (WHATWG HTML, 4.8.4.3.10): a comma inside one belongs to it, as in `data:`. Read step by step: one pattern for
 * everything would read the same characters again and again on invalid input.
 */
function candidatesOf(value: string): string[] {
  const urls: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(value)?.[0] ?? '';
    at += found.length;
    return found;
  };
  while (at < value.length && urls.length < MOST_CANDIDATES) {
    take(BEFORE);
    const address = take(ADDRESS);
    if (address === '') break;
    urls.push(withoutLastCommas(address));
    if (!address.endsWith(',')) take(DESCRIPTOR);
  }
  return urls;
}

/** Without a pattern: `/,+$/` would search from each comma again. */
function withoutLastCommas(url: string): string {
  let end = url.length;
  while (url[end - 1] === ',') end -= 1;
  return url.slice(0, end);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Whether a fragment leads nowhere in a document. Browsers look for it as it is written, too (WHATWG HTML, 7.4.6.3). `#`, `#top` and text fragments always do; `#/…` and `#!…` are
 * routes of scripts. Pure.
 */
export function isLostFragment(fragment: string | undefined, { targets }: Pick<Markup, 'targets'>): boolean {
  if (fragment === undefined || fragment === '' || /^(?:top$|[/!])|:~:/i.test(fragment)) return false;
  return targets !== undefined && !targets.has(fragment) && !targets.has(encodeURI(fragment));
}
