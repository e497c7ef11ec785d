import { ErrorCodes, html, Parser, type ParserOptions, type Token } from 'parse5';

type Counts = ReadonlyMap<string, number>;

/** The parse errors of a source. */
export interface ParseErrors {
  /** Number of occurrences of each error of `HALF_TYPED`. */
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
    'html head body li dt dd p rb rt rtc rp optgroup option colgroup caption thead tbody tfoot tr td th'
  ).split(' '),
);

/** parse5's `InsertionMode`, which is not exported: "after body" and "after after body". */
const AFTER_BODY: readonly number[] = [18, 21];
/** "in table", "in table body" and "in row". */
const IN_TABLE: readonly number[] = [8, 12, 13];

/** Start tags between two pauses: some milliseconds. */
const STRETCH = 512;

/** Counts parse errors without `sourceCodeLocationInfo`, which takes longer than the parsing itself. */
export class CountingParser extends Parser<never> {
  private readonly counts = new Map<string, number>();
  private readonly open = new Map<string, number>();
  /** Markup that browsers parse differently, by name and attributes; empty if they agree. */
  disputed = '';
  startTags = 0;
  /** Whether the tokenizer waits for `resume`. */
  isPaused = false;
  /** Whether the next comment began with `<?`. */
  private isInstruction = false;
  /** End of the last tag or comment; -1 once characters behind it have been inserted. */
  private behindTag = -1;
  /** Whether no form was closed below others, and every active formatting element stayed open. */
  isNested = true;

  constructor(options: ParserOptions<never>) {
    super(options);
    // Assigned here: as an option of the constructor, `onParseError` would turn source locations on.
    this.onParseError = ({ code }) => {
      if (HALF_TYPED.has(code)) add(this.counts, code, 1);
      this.isInstruction ||= code === ErrorCodes.unexpectedQuestionMarkInsteadOfTagName;
    };
  }

  /** Start of the characters being inserted; -1 if others of their run came first. */
  startOfRun(): number {
    const start = this.behindTag;
    this.behindTag = -1;
    return start;
  }

  /** End of the current tag, if these are its attributes; -1 for a copy, and for an element without a tag. */
  endOfTag(attributes: readonly Token.Attribute[]): number {
    const { currentToken: token, tokenizer } = this;
    return token && 'attrs' in token && token.attrs === attributes ? tokenizer.preprocessor.offset + 1 : -1;
  }

  /** Start of the data of the comment that was just consumed, if it ends with `-->`. */
  startOfComment(data: string): number {
    return this.tokenizer.preprocessor.offset + 1 - '-->'.length - data.length;
  }

  get errors(): ParseErrors {
    return { counts: this.counts, open: this.open };
  }

  /** Chromium and WebKit leave space after the body in place; the standard and Firefox reopen formatting elements for it. */
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

  resume(): void {
    this.isPaused = false;
    this.tokenizer.resume();
  }

  override onStartTag(token: Token.TagToken): void {
    this.startTags += 1;
    if (this.startTags % STRETCH === 0) this.pause();
    if (!token.selfClosing) this.balance(token.tagName, 1);
    // Chromium creates a form that the standard ignores: in a table inside a template.
    if (token.tagName === 'form' && this.openElements.tmplCount > 0 && IN_TABLE.includes(this.insertionMode))
      this.disputed += titled(token);
    super.onStartTag(token);
    this.noteEnd();
    this.isNested &&= token.tagName !== 'frameset' && this.isNewestOpen();
  }

  /** `<?x>` is a comment in the standard of 2025, and a processing instruction in later Chromium. */
  override onComment(token: Token.CommentToken): void {
    if (this.isInstruction) this.disputed += `\n${token.data}`;
    this.isInstruction = false;
    super.onComment(token);
    this.noteEnd();
  }

  override onEndTag(token: Token.TagToken): void {
    this.balance(token.tagName, -1);
    if (token.tagName === 'form') this.isNested &&= this.openElements.currentTagId === html.TAG_ID.FORM;
    super.onEndTag(token);
    this.noteEnd();
    this.isNested &&= this.isNewestOpen();
  }

  private pause(): void {
    this.isPaused = true;
    this.tokenizer.pause();
  }

  /** A closed entry of the list of active formatting elements is reopened by the next content (13.2.4.3). */
  private isNewestOpen(): boolean {
    const { newest } = this.activeFormattingElements;
    return !newest || !('token' in newest) || this.openElements.contains(newest.element);
  }

  /**
   * Notes the end of the token, whose last character the tokenizer has just consumed. Called after the token is processed: in a table, that
   * inserts the characters before it (WHATWG HTML, 13.2.6.4.10).
   */
  private noteEnd(): void {
    this.behindTag = this.tokenizer.preprocessor.offset + 1;
  }

  private balance(name: string, by: 1 | -1): void {
    // The parser reads `<di<p>` as one tag: a tag is being typed before another one.
    if (name.includes('<')) add(this.counts, 'tag in a tag', 1);
    if (!UNCLOSED.has(name)) add(this.open, name, by);
  }
}

/** A start tag as a line; equal for equal tags. */
const titled = ({ tagName, attrs }: Token.TagToken): string =>
  `\n${tagName} ${attrs.map(({ name, value }) => `${name}\0${value}`).join('\0')}`;

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** The errors of a source in which one part was replaced. Pure. */
export function exchanged(all: ParseErrors, old: ParseErrors, next: ParseErrors): ParseErrors {
  const counts = (of: (errors: ParseErrors) => Counts): Counts => {
    const sums = new Map(of(all));
    for (const [name, count] of of(next)) add(sums, name, count);
    for (const [name, count] of of(old)) add(sums, name, -count);
    return sums;
  };
  return { counts: counts(errors => errors.counts), open: counts(errors => errors.open) };
}

const hasMore = (before: Counts, after: Counts): boolean =>
  [...after].some(([name, count]) => Math.abs(count) > Math.abs(before.get(name) ?? 0));

/** Whether a source has more errors of any kind, or more unpaired tags, than the previous one: it is being typed. Pure. */
export const isWorse = (before: ParseErrors, after: ParseErrors): boolean =>
  hasMore(before.counts, after.counts) || hasMore(before.open, after.open);
