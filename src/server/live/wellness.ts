import { ErrorCodes, Parser, type ParserOptions, type Token } from 'parse5';

/** How often each kind of mistake is in a source. */
export type Problems = ReadonlyMap<string, number>;

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
  readonly problems = new Map<string, number>();
  private readonly open = new Map<string, number>();

  constructor(options: ParserOptions<never>) {
    super(options);
    // Given as an option it would switch on locations, which take longer than the parsing.
    this.onParseError = ({ code }) => {
      if (HALF_TYPED.has(code)) this.count(code);
    };
  }

  override onStartTag(token: Token.TagToken): void {
    if (!token.selfClosing) this.balance(token.tagName, 1);
    super.onStartTag(token);
  }

  override onEndTag(token: Token.TagToken): void {
    this.balance(token.tagName, -1);
    super.onEndTag(token);
  }

  /** What was counted, with one problem for each element left open and each end tag left over. */
  finish(): Problems {
    for (const [name, open] of this.open) if (open !== 0) this.count(`unbalanced ${name}`, Math.abs(open));
    return this.problems;
  }

  private balance(name: string, by: 1 | -1): void {
    // `<di<p>` is one tag to the parser: somebody types a tag before another.
    if (name.includes('<')) this.count('tag in a tag');
    if (!UNCLOSED.has(name)) this.open.set(name, (this.open.get(name) ?? 0) + by);
  }

  private count(problem: string, times = 1): void {
    this.problems.set(problem, (this.problems.get(problem) ?? 0) + times);
  }
}

/** Whether a source has more of any mistake than the one before: it is being typed. Pure. */
export function isWorse(before: Problems, after: Problems): boolean {
  return [...after].some(([problem, count]) => count > (before.get(problem) ?? 0));
}
