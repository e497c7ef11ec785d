import type { Range } from '../../protocol/offsets';

/** A mistake in the markup of a document. */
export interface Finding {
  readonly code: 'html' | 'duplicate-id';
  /** A parse error of the HTML standard (13.2.2), or one that parsers take in silence. */
  readonly rule: string;
  /** The element or the id that it is about; empty for most parse errors. */
  readonly name: string;
  readonly range: Range;
  /** The place that it disagrees with: the first element with the same id. */
  readonly other?: Range;
}

/** An attribute that names another resource, or several. */
export interface Reference {
  readonly element: string;
  readonly attribute: string;
  readonly value: string;
  /** The whole attribute, `href="a.html"`. */
  readonly range: Range;
}

/** The markup of one document, understood. Offsets count UTF-16 units from the start of the text. */
export interface Markup {
  readonly findings: readonly Finding[];
  readonly references: readonly Reference[];
  /** `href` of the first `<base>`. */
  readonly base: string | undefined;
  /** Fragments that lead somewhere: ids, and names of `<a>`. */
  readonly targets: ReadonlySet<string>;
  /** The texts of style sheets in it. */
  readonly styles: readonly Range[];
}
