import { html, InsertionMode, type ParserOptions, type Token } from 'parse5';
import type { TreeNode } from './sourceTree';
import { CountingParser } from './parseErrors';

/** Where a parser is, but for the elements that are open. */
export interface State {
  readonly mode: InsertionMode;
  /** Whether formatting from outside stays there, as in a table's cell. */
  readonly isMarked: boolean;
}

/** Where a tag ends or begins, and a parser has little in mind but the elements that are open: it could go on from there. */
export interface Checkpoint<Open = number> extends State {
  /** UTF-16 units into the source. */
  readonly at: number;
  /** Whether a tag ends here; otherwise one begins. */
  readonly isEnd: boolean;
  /** The innermost open element: its number in the tree. */
  readonly open: Open;
}

/** A parser that notes where one could go on. What it looks at, parse5 has but does not document. */
export class TracingParser extends CountingParser {
  private readonly passed: Checkpoint<TreeNode>[] = [];

  constructor(options: ParserOptions<never>) {
    super({ ...options, sourceCodeLocationInfo: true });
  }

  /** Once the nodes have their numbers. */
  get checkpoints(): readonly Checkpoint[] {
    return this.passed.map(({ open, ...rest }) => ({ ...rest, open: open.number }));
  }

  override onStartTag(token: Token.TagToken): void {
    this.pass(token, () => super.onStartTag(token));
  }

  override onEndTag(token: Token.TagToken): void {
    this.pass(token, () => super.onEndTag(token));
  }

  protected get innermost(): TreeNode | undefined {
    return this.openElements.current;
  }

  /** Undefined where there is more to it. */
  private get state(): State | undefined {
    const { insertionMode: mode, activeFormattingElements } = this;
    const { newest } = activeFormattingElements;
    const isMarked = newest !== null && !('element' in newest);
    const isKnown =
      (mode === InsertionMode.IN_BODY || mode === InsertionMode.IN_CELL) &&
      (newest === null || isMarked) &&
      this.tmplInsertionModeStack.length === 0 &&
      !this.skipNextNewLine;
    return isKnown ? { mode, isMarked } : undefined;
  }

  /** A tag that does nothing parts nothing: text before it and text behind it are one. */
  private pass({ location, tagID }: Token.TagToken, take: () => void): void {
    const { innermost, state } = this;
    take();
    if (!location || (this.innermost === innermost && innermost?.kids.at(-1)?.start !== location.startOffset))
      return;
    // What stands in a table but may not goes before it, to the text that is there.
    if (tagID !== html.TAG_ID.TABLE) this.note(state, innermost, location.startOffset, false);
    this.note(this.state, this.innermost, location.endOffset, true);
  }

  private note(state: State | undefined, open: TreeNode | undefined, at: number, isEnd: boolean): void {
    if (state && open) this.passed.push({ ...state, at, isEnd, open });
  }
}
