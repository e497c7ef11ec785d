import { html, InsertionMode, type ParserOptions, type Token } from 'parse5';
import type { TreeNode } from './sourceTree';
import { CountingParser } from './wellness';

/** Where a tag ends or begins, and a parser has nothing in mind but the elements that are open: it could go on from there. */
export interface Checkpoint<Open = number> {
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

  protected isPlain(): boolean {
    return (
      this.insertionMode === InsertionMode.IN_BODY &&
      this.activeFormattingElements.newest === null &&
      !this.skipNextNewLine
    );
  }

  /** A tag that does nothing parts nothing: text before it and text behind it are one. */
  private pass({ location, tagID }: Token.TagToken, take: () => void): void {
    const { innermost } = this;
    // What stands in a table but may not goes before it, to the text that is there.
    const wasPlain = this.isPlain() && tagID !== html.TAG_ID.TABLE;
    take();
    if (!location || (this.innermost === innermost && innermost?.kids.at(-1)?.start !== location.startOffset))
      return;
    this.note(wasPlain && innermost, location.startOffset, false);
    this.note(this.isPlain() && this.innermost, location.endOffset, true);
  }

  private note(open: TreeNode | false | undefined, at: number, isEnd: boolean): void {
    if (open) this.passed.push({ at, isEnd, open });
  }
}
