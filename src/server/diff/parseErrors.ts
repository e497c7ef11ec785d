import { ErrorCodes, Parser, type ParserOptions, type Token } from 'parse5';

type Counts = ReadonlyMap<string, number>;

/** The mistakes in a source, or in a part of one. */
export interface Problems {
  /** How often each kind is there. */
  readonly kinds: Counts;
  /** By name, how many more elements are opened than closed; less than 0 where more are closed. */
  readonly open: Counts;
}

/** What a tag, comment or attribute that is still being typed makes a tokenizer complain of. */
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

/** Elements that need no end tag, or have none: WHATWG HTML, 13.1.2 and 13.1.2.4. */
const UNCLOSED = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th'
  ).split(' '),
);

/** A parser that counts mistakes on its way, without the cost of noting where each node stands. */
export class CountingParser extends Parser<never> {
  private readonly kinds = new Map<string, number>();
  private readonly open = new Map<string, number>();

  constructor(options: ParserOptions<never>) {
    super(options);
    // Given as an option it would switch on locations, which take longer than the parsing.
    this.onParseError = ({ code }) => {
      if (HALF_TYPED.has(code)) add(this.kinds, code, 1);
    };
  }

  get problems(): Problems {
    return { kinds: this.kinds, open: this.open };
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
    // `<di<p>` is one tag to the parser: somebody types a tag before another.
    if (name.includes('<')) add(this.kinds, 'tag in a tag', 1);
    if (!UNCLOSED.has(name)) add(this.open, name, by);
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function changed(counts: Counts, less: Counts, more: Counts): Counts {
  const now = new Map(counts);
  for (const [name, count] of less) add(now, name, -count);
  for (const [name, count] of more) add(now, name, count);
  return now;
}

/** The problems of a source once a part of it has others. */
export const exchanged = (all: Problems, less: Problems, more: Problems): Problems => ({
  kinds: changed(all.kinds, less.kinds, more.kinds),
  open: changed(all.open, less.open, more.open),
});

const hasMore = (before: Counts, after: Counts): boolean =>
  [...after].some(([name, count]) => Math.abs(count) > Math.abs(before.get(name) ?? 0));

/** Whether a source has more of any mistake than the one before, of tags without their other half as well: it is being typed. Pure. */
export const isWorse = (before: Problems, after: Problems): boolean =>
  hasMore(before.kinds, after.kinds) || hasMore(before.open, after.open);
