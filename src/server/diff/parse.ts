import { html } from 'parse5';
import { CountingParser, type ParseErrors } from './parseErrors';
import { unseenInSelects } from './selects';
import { hashing, numbered, type Tree, type TreeNode } from './sourceTree';
import { type Startup, startupOf } from './startup';
import { SourceAdapter, TooManyCopies } from './treeAdapter';

/** A parsed document. */
export interface SourceTree extends Tree {
  readonly errors: ParseErrors;
  readonly startup: Startup;
  /** Markup for which browsers may build another tree; empty if they agree. */
  readonly disputed: string;
  /**
   * By number: start of a text or of a comment's data in the source; end of an HTML element's start tag. -1 if characters before a text
   * went elsewhere, and without a tag. Valid for comments that end with `-->` and contain no carriage return.
   */
  readonly starts: Int32Array;
  /** Whether the open elements were always the ancestors in the tree: nothing was moved, copied or left open beyond its parent. */
  readonly isStraight: boolean;
  /** Whether browsers use quirks mode, in which a table does not end a paragraph. */
  readonly isQuirky: boolean;
}

/** Parses an HTML document. Undefined if browsers would build another tree than the text describes. Pure. */
export function parseSource(text: string): SourceTree | undefined {
  const steps = parsing(text);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same; yields so that other work can run: a document of 2 MB takes a tenth of a second or more. */
export function* parsing(text: string): Generator<undefined, SourceTree | undefined> {
  const treeAdapter = new SourceAdapter();
  const parser = new CountingParser({ treeAdapter: treeAdapter as never, scriptingEnabled: true });
  treeAdapter.startOfText = () => parser.startOfRun();
  treeAdapter.startOfComment = data => parser.startOfComment(data);
  treeAdapter.endOfTag = attributes => parser.endOfTag(attributes);
  treeAdapter.startTags = () => parser.startTags;
  try {
    parser.tokenizer.write(text, true);
    while (parser.isPaused) {
      yield;
      parser.resume();
    }
  } catch (error) {
    if (error instanceof TooManyCopies) return undefined;
    throw error;
  }
  const root: TreeNode = parser.document;
  const nodes = numbered(root);
  if (!nodes) return undefined;
  yield* hashing(nodes);
  const starts = new Int32Array(nodes.length);
  for (const [at, { start }] of nodes.entries()) starts[at] = start;
  yield;
  const startup = startupOf(nodes, treeAdapter.doctype);
  // NUL starts a body in some places where browsers drop it.
  const disputed = text.includes('\0') ? text : unseenInSelects(text) + parser.disputed;
  return {
    root,
    nodes,
    errors: parser.errors,
    // A change that the tree does not contain can only be shown by a reload.
    startup: { ...startup, key: startup.key + disputed },
    disputed,
    starts,
    isStraight: treeAdapter.isStraight && parser.isNested,
    isQuirky: treeAdapter.getDocumentMode() === html.DOCUMENT_MODE.QUIRKS,
  };
}
