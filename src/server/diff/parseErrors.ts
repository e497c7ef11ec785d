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

/** Of parse5's `InsertionMode`, which it does not export: "after body" and "after after body". */
const AFTER_BODY: readonly number[] = [18, 21];
/** "in table", "in table body" and "in row". */
const IN_TABLE: readonly number[] = [8, 12, 13];

/** Counts parse errors without `sourceCodeLocationInfo`, which takes longer than the parsing itself. */
export class CountingParser extends Parser<never> {
  private readonly counts = new Map<string, number>();
  private readonly open = new Map<string, number>();
  /** Markup that browsers build in different ways, by name and attributes; empty where they agree. */
  disputed = '';
  /** Whether the comment that comes next began with `<?`. */
  private isInstruction = false;
  /** Where the last tag or comment ended; -1 once characters behind it have been taken. */
  private behindTag = -1;

  constructor(options: ParserOptions<never>) {
    super(options);
    // Set here: as an option of the constructor, `onParseError` would turn source locations on.
    this.onParseError = ({ code }) => {
      if (HALF_TYPED.has(code)) add(this.counts, code, 1);
      this.isInstruction ||= code === ErrorCodes.unexpectedQuestionMarkInsteadOfTagName;
    };
  }

  /** Where the characters that are being inserted begin; -1 where others of their run came first. */
  startOfRun(): number {
    const start = this.behindTag;
    this.behindTag = -1;
    return start;
  }

  get errors(): ParseErrors {
    return { counts: this.counts, open: this.open };
  }

  /** Chromium and WebKit put space after the body where it is; the standard and Firefox open formatting elements anew for it. */
  override onWhitespaceCharacter(token: Token.CharacterToken): void {
    const open = AFTER_BODY.includes(this.insertionMode) ? this.toReopen() : '';
    if (open === '') return super.onWhitespaceCharacter(token);
    this.disputed += open;
    this._insertCharacters(token);
  }

  private toReopen(): string {
    let found = '';
    for (
      let entry = this.activeFormattingElements.newest;
      entry && 'token' in entry && !this.openElements.contains(entry.element);
      entry = entry.older
    ) {
      found += titled(entry.token);
    }
    return found;
  }

  override onStartTag(token: Token.TagToken): void {
    if (!token.selfClosing) this.balance(token.tagName, 1);
    // Chromium builds a form that the standard leaves out: in a table of a template.
    if (token.tagName === 'form' && this.openElements.tmplCount > 0 && IN_TABLE.includes(this.insertionMode))
      this.disputed += titled(token);
    super.onStartTag(token);
    this.noteEnd();
  }

  /** `<?x>` is a comment to the standard of 2025, and a processing instruction to Chromium since. */
  override onComment(token: Token.CommentToken): void {
    if (this.isInstruction) this.disputed += `\n${token.data}`;
    this.isInstruction = false;
    super.onComment(token);
    this.noteEnd();
  }

  override onEndTag(token: Token.TagToken): void {
    this.balance(token.tagName, -1);
    super.onEndTag(token);
    this.noteEnd();
  }

  /**
   * The token's last character is the one that the tokenizer has consumed last. Called after the token is processed: in a table, that
   * inserts the characters before it (WHATWG HTML, 13.2.6.4.10).
   */
  private noteEnd(): void {
    this.behindTag = this.tokenizer.preprocessor.offset + 1;
  }

  private balance(name: string, by: 1 | -1): void {
    // `<di<p>` is one tag to the parser: a tag is being typed before another one.
    if (name.includes('<')) add(this.counts, 'tag in a tag', 1);
    if (!UNCLOSED.has(name)) add(this.open, name, by);
  }
}

/** A start tag as a line that is equal for equal tags. */
const titled = ({ tagName, attrs }: Token.TagToken): string =>
  `\n${tagName} ${attrs.map(({ name, value }) => `${name}\0${value}`).join('\0')}`;

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const hasMore = (before: Counts, after: Counts): boolean =>
  [...after].some(([name, count]) => Math.abs(count) > Math.abs(before.get(name) ?? 0));

/** Whether a source has more of any error, or more unpaired tags, than the one before: it is being typed. Pure. */
export const isWorse = (before: ParseErrors, after: ParseErrors): boolean =>
  hasMore(before.counts, after.counts) || hasMore(before.open, after.open);
