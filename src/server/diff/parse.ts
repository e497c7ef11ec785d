import { CountingParser, type ParseErrors } from './parseErrors';
import { unseenInSelects } from './selects';
import { finish, type Tree, type TreeNode } from './sourceTree';
import { type Startup, startupOf } from './startup';
import { SourceAdapter } from './treeAdapter';

/** A parsed document. */
export interface SourceTree extends Tree {
  readonly errors: ParseErrors;
  readonly startup: Startup;
  /** The markup of which browsers may build something else; empty where they agree. */
  readonly disputed: string;
  /** By number, where a text begins in the source; -1 for other nodes, and where characters went elsewhere before it. */
  readonly starts: Int32Array;
}

/** Parses an HTML document. Undefined when browsers would build another tree than the text describes. Pure. */
export function parseSource(text: string): SourceTree | undefined {
  const treeAdapter = new SourceAdapter();
  const parser = new CountingParser({ treeAdapter: treeAdapter as never, scriptingEnabled: true });
  treeAdapter.startOfText = () => parser.startOfRun();
  parser.tokenizer.write(text, true);
  const root: TreeNode = parser.document;
  const nodes = finish(root);
  if (!nodes) return undefined;
  const starts = Int32Array.from(nodes, node => treeAdapter.starts.get(node) ?? -1);
  const startup = startupOf(nodes, treeAdapter.doctype);
  // NUL opens a body in some places where browsers drop it.
  const disputed = text.includes('\0') ? text : unseenInSelects(text) + parser.disputed;
  // A change that the tree does not show is for a load to show.
  const key = startup.key + disputed;
  return { root, nodes, errors: parser.errors, startup: { ...startup, key }, disputed, starts };
}
