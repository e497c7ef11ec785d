import type { Markup, Reference } from './html';

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

/**
 * The addresses of this server that a reference names; none for other origins, other schemes and placeholders. Pure.
 * @param path the document's own, as in the address bar
 */
export function targetsOf(reference: Reference, path: string, { base }: Pick<Markup, 'base'>): Target[] {
  const document = new URL(path, ORIGIN);
  const from = base !== undefined && URL.canParse(base, document.href) ? new URL(base, document) : document;
  const written = reference.attribute === 'srcset' ? candidatesOf(reference.value) : [reference.value.trim()];
  return written.flatMap(value => {
    if (value === '' || PLACEHOLDER.test(value) || !URL.canParse(value, from.href)) return [];
    const url = new URL(value, from);
    if (url.origin !== ORIGIN) return [];
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
