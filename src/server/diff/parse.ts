import { CountingParser, type ParseErrors } from './parseErrors';
import { unseenInSelects } from './selects';
import { finish, type Tree, type TreeNode } from './sourceTree';
import { type Startup, startupOf } from './startup';
import { SourceAdapter } from './treeAdapter';

/** A parsed document. */
export interface SourceTree extends Tree {
  readonly errors: ParseErrors;
  readonly startup: Startup;
}

/** Parses an HTML document. Undefined when browsers would build another tree than the text describes. Pure. */
export function parseSource(text: string): SourceTree | undefined {
  const treeAdapter = new SourceAdapter();
  const parser = new CountingParser({ treeAdapter: treeAdapter as never, scriptingEnabled: true });
  parser.tokenizer.write(text, true);
  const root: TreeNode = parser.document;
  const nodes = finish(root);
  if (!nodes) return undefined;
  const startup = startupOf(nodes, treeAdapter.doctype);
  // A change that the tree does not show is for a load to show.
  const key = startup.key + unseenInSelects(text);
  return { root, nodes, errors: parser.errors, startup: { ...startup, key } };
}
