import { CountingParser, type ParseErrors } from './parseErrors';
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
  return { root, nodes, errors: parser.errors, startup: startupOf(nodes, treeAdapter.doctype) };
}
