import type { ParserOptions } from 'parse5';
import { finish, type TreeNode } from './sourceTree';
import { type Startup, startupOf } from './startup';
import { SourceAdapter } from './treeAdapter';
import { CountingParser, type Problems } from './wellness';

/** A document's source, understood. */
export interface SourceTree {
  readonly root: TreeNode;
  /** By number. */
  readonly nodes: readonly TreeNode[];
  readonly problems: Problems;
  readonly startup: Startup;
  /** Whether the nodes know where they start in the text. */
  readonly located: boolean;
  /**
   * Kept for the engine's sake: it throws away the code that it compiled for a kind of object once none of that kind is left, which is
   * a few seconds after a save, and the next one takes four times as long.
   */
  readonly parser: object;
}

/**
 * Parses an HTML document; undefined when browsers would not build the tree that the text describes. Pure.
 * @param located whether to note where nodes start, which takes as long again as the parsing
 */
export function parseSource(text: string, located = false): SourceTree | undefined {
  const treeAdapter = new SourceAdapter();
  const options: ParserOptions<never> = {
    treeAdapter: treeAdapter as never,
    scriptingEnabled: true,
    sourceCodeLocationInfo: located,
  };
  const parser = new CountingParser(options);
  parser.tokenizer.write(text, true);
  const root: TreeNode = parser.document;
  const nodes = finish(root);
  if (!nodes) return undefined;
  return {
    root,
    nodes,
    problems: parser.finish(),
    startup: startupOf(nodes, treeAdapter.doctype),
    located,
    parser,
  };
}
