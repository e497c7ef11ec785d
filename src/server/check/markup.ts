import type { Range } from '../../protocol/offsets';

/** The most mistakes kept per document and kind; far fewer are shown. */
export const MOST_FINDINGS = 5_000;

/** A mistake in the markup of a document. */
export interface Finding {
  readonly code: 'html' | 'duplicate-id';
  /** A parse error of the HTML standard (13.2.2), or a mistake that parsers accept silently. */
  readonly rule: string;
  /** The element or id in question; empty for most parse errors. */
  readonly name: string;
  readonly range: Range;
  /** The place it conflicts with: the first element with the same id. */
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

/** The parsed markup of one document. Offsets count UTF-16 units from the start of the text. */
export interface Markup {
  readonly findings: readonly Finding[];
  readonly references: readonly Reference[];
  /** `href` of the first `<base>`. */
  readonly base: string | undefined;
  /** Existing fragments: ids, and names of `<a>`. Undefined if the document was not read to its end. */
  readonly targets: ReadonlySet<string> | undefined;
  /** The style sheets inside it. */
  readonly styles: readonly Range[];
  /** The texts of scripts in it. */
  readonly scripts: readonly Range[];
}
