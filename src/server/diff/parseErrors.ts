import { ErrorCodes, Parser, type ParserOptions, type Token } from 'parse5';

type Counts = ReadonlyMap<string, number>;

/** The parse errors of a source. */
export interface ParseErrors {
  /** How often each error of `HALF_TYPED` occurs. */
  readonly counts: Counts;
  /** Start tags minus end tags, by element name. */
  readonly open: Counts;
}

/** Tokenizer errors of a tag, comment or attribute that is still being typed (WHATWG HTML, 13.2.2). */
const HALF_TYPED = new Set<string>([
  ErrorCodes.abruptClosingOfEmptyComment,
  ErrorCodes.duplicateAttribute,
  ErrorCodes.endTagWithAttributes,
  ErrorCodes.endTagWithTrailingSolidus,
  ErrorCodes.eofBeforeTagName,
  ErrorCodes.eofInCdata,
  ErrorCodes.eofInComment,
  ErrorCodes.eofInDoctype,
  ErrorCodes.eofInElementThatCanContainOnlyText,
  ErrorCodes.eofInScriptHtmlCommentLikeText,
  ErrorCodes.eofInTag,
  ErrorCodes.incorrectlyOpenedComment,
  ErrorCodes.invalidFirstCharacterOfTagName,
  ErrorCodes.missingAttributeValue,
  ErrorCodes.missingEndTagName,
  ErrorCodes.missingWhitespaceBetweenAttributes,
  ErrorCodes.nestedComment,
  ErrorCodes.unexpectedCharacterInAttributeName,
  ErrorCodes.unexpectedCharacterInUnquotedAttributeValue,
  ErrorCodes.unexpectedEqualsSignBeforeAttributeName,
  ErrorCodes.unexpectedQuestionMarkInsteadOfTagName,
  ErrorCodes.unexpectedSolidusInTag,
]);

/** Elements whose end tag is optional or forbidden (WHATWG HTML, 13.1.2 and 13.1.2.4). */
const UNCLOSED = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th'
  ).split(' '),
);

/** Counts parse errors without `sourceCodeLocationInfo`, which takes longer than the parsing itself. */
export class CountingParser extends Parser<never> {
  private readonly counts = new Map<string, number>();
  private readonly open = new Map<string, number>();

  constructor(options: ParserOptions<never>) {
    super(options);
    // Set here: as an option of the constructor, `onParseError` would turn source locations on.
    this.onParseError = ({ code }) => {
      if (HALF_TYPED.has(code)) add(this.counts, code, 1);
    };
  }

  get errors(): ParseErrors {
    return { counts: this.counts, open: this.open };
  }

  override onStartTag(token: Token.TagToken): void {
    if (!token.selfClosing) this.balance(token.tagName, 1);
    super.onStartTag(token);
  }

  override onEndTag(token: Token.TagToken): void {
    this.balance(token.tagName, -1);
    super.onEndTag(token);
  }

  private balance(name: string, by: 1 | -1): void {
    // `<di<p>` is one tag to the parser: a tag is being typed before another one.
    if (name.includes('<')) add(this.counts, 'tag in a tag', 1);
    if (!UNCLOSED.has(name)) add(this.open, name, by);
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const hasMore = (before: Counts, after: Counts): boolean =>
  [...after].some(([name, count]) => Math.abs(count) > Math.abs(before.get(name) ?? 0));

/** Whether a source has more of any error, or more unpaired tags, than the one before: it is being typed. Pure. */
export const isWorse = (before: ParseErrors, after: ParseErrors): boolean =>
  hasMore(before.counts, after.counts) || hasMore(before.open, after.open);
