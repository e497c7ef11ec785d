import { html, type Token } from 'parse5';
import { type Checkpoint, type State, TracingParser } from './checkpoints';
import { finish, type Tree, type TreeNode } from './sourceTree';
import { SourceAdapter } from './treeAdapter';
import type { Problems } from './parseErrors';

/** What stands between two checkpoints in one element: the element with that as its kids, which are located in the part's text. */
export interface Part extends Tree {
  readonly problems: Problems;
  readonly checkpoints: readonly Checkpoint[];
}

/** Does nothing to what stands around it, and cannot be mistaken for a part of anything else where it is a comment. */
const END = '<!---->';

/** What hangs on more than the open elements: which form is open, whether there may be a frameset, whose attributes these are. */
const FAR_REACHING = /<\/?(?:html|body|form|frameset)/i;

/** Goes on from a checkpoint, and sees whether it comes to one like it. */
class ResumedParser extends TracingParser {
  isAtEnd = false;
  private readonly outermost: unknown;

  constructor(
    adapter: SourceAdapter,
    private readonly text: string,
    private readonly begun: readonly TreeNode[],
    private readonly from: State,
  ) {
    super({ treeAdapter: adapter as never, scriptingEnabled: true });
    this.insertionMode = from.mode;
    if (from.isMarked) this.activeFormattingElements.insertMarker();
    this.outermost = this.activeFormattingElements.newest;
    for (const node of begun) this.openElements.push(node as never, html.getTagID(node.name));
    this.tokenizer.write(text + END, true);
  }

  override onComment(token: Token.CommentToken): void {
    if (token.location?.startOffset === this.text.length) this.isAtEnd = this.isWhereItBegan();
    else super.onComment(token);
  }

  private isWhereItBegan(): boolean {
    return (
      this.insertionMode === this.from.mode &&
      this.activeFormattingElements.newest === this.outermost &&
      this.innermost === this.begun.at(-1)
    );
  }
}

/**
 * Parses what stands between two checkpoints in the same element; undefined when it does more than fill that element. Pure.
 * @param from where the parser is before it, and where it must be behind it
 * @param mode of the document
 */
export function parsePart(
  text: string,
  element: TreeNode,
  from: State,
  mode: html.DOCUMENT_MODE,
): Part | undefined {
  if (FAR_REACHING.test(text)) return undefined;
  const open: TreeNode[] = [];
  for (let node: TreeNode | undefined = element; node && node.kind !== 'document'; node = node.parent)
    open.unshift({ ...node, kids: [], parent: undefined });
  const parser = new ResumedParser(new SourceAdapter(mode), text, open, from);
  const root = open.at(-1);
  const nodes = parser.isAtEnd && root && finish(root, open.length);
  return nodes ? { root, nodes, problems: parser.problems, checkpoints: parser.checkpoints } : undefined;
}
