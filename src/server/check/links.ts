import type { Markup, Reference } from './markup';

/** An address of this server that a reference names. */
export interface Target {
  /** The value as written, or one of the candidates of a `srcset`. */
  readonly written: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** Decoded, without its `#`; undefined for none. */
  readonly fragment: string | undefined;
  /** Whether a person goes there, rather than the page loading it. */
  readonly isLink: boolean;
}

/** Text that a template engine fills in: it names nothing yet. */
const PLACEHOLDER = /\{\{|\{%|<%|\$\{|<\?/;
const LINKS = new Set(['a', 'area', 'form', 'button', 'input', 'iframe', 'frame']);
const ORIGIN = 'http://porthole.invalid';

/** A reference, and an address that it names. */
export interface Link {
  readonly reference: Reference;
  readonly target: Target;
}

/** All addresses of this server that a document names. Pure. */
export function linksOf(markup: Markup, path: string): Link[] {
  const from = baseOf(path, markup);
  return markup.references.flatMap(reference =>
    targetsFrom(reference, from).map(target => ({ reference, target })),
  );
}

/** The path of a document as the paths of its targets are written. Pure. */
export const pathnameOf = (path: string): string => new URL(path, ORIGIN).pathname;

/**
 * The addresses of this server that a reference names; none for other origins, other schemes and placeholders. Pure.
 * @param path the document's own, as in the address bar
 */
export function targetsOf(reference: Reference, path: string, { base }: Pick<Markup, 'base'>): Target[] {
  return targetsFrom(reference, baseOf(path, { base }));
}

function baseOf(path: string, { base }: Pick<Markup, 'base'>): URL {
  const document = new URL(path, ORIGIN);
  return base !== undefined && URL.canParse(base, document.href) ? new URL(base, document) : document;
}

function targetsFrom(reference: Reference, from: URL): Target[] {
  const written = reference.attribute === 'srcset' ? candidatesOf(reference.value) : [reference.value.trim()];
  return written.flatMap(value => {
    if (value === '' || PLACEHOLDER.test(value)) return [];
    const url = URL.canParse(value, from.href) ? new URL(value, from.href) : undefined;
    if (url?.origin !== ORIGIN) return [];
    return {
      written: value,
      path: url.pathname + url.search,
      fragment: value.includes('#') ? decoded(url.hash.slice(1)) : undefined,
      isLink: LINKS.has(reference.element) && reference.attribute !== 'src',
    };
  });
}

/** URLs of a `srcset` (WHATWG HTML, 4.8.4.3.10): a comma inside one belongs to it, as in `data:`. */
function candidatesOf(value: string): string[] {
  return [...value.matchAll(/\s*([^\s,]\S*)(?:\s+[^,]*)?(?:,|$)/g)].map(([, url = '']) =>
    url.replace(/,+$/, ''),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a fragment leads nowhere in a document. `#`, `#top` and text fragments always do; `#/…` and `#!…` are routes of scripts. Pure. */
export function isLostFragment(fragment: string | undefined, { targets }: Pick<Markup, 'targets'>): boolean {
  if (fragment === undefined || fragment === '' || /^(?:top$|[/!])|:~:/i.test(fragment)) return false;
  return !targets.has(fragment);
}
