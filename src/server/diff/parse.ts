import type { html, ParserOptions } from 'parse5';
import { type Checkpoint, TracingParser } from './checkpoints';
import { finish, type Tree, type TreeNode } from './sourceTree';
import { type Startup, startupOf } from './startup';
import { SourceAdapter } from './treeAdapter';
import { CountingParser, type Problems } from './parseErrors';

/** A document's source, understood. */
export interface SourceTree extends Tree {
  readonly problems: Problems;
  readonly startup: Startup;
  readonly mode: html.DOCUMENT_MODE;
  /** In their order; undefined for a tree that knows nothing of its places in the text. */
  readonly checkpoints: readonly Checkpoint[] | undefined;
  /**
   * Kept for the engine's sake: it throws away the code that it compiled for a kind of object once none of that kind is left, which is
   * a few seconds after a save, and the next one takes four times as long.
   */
  readonly parser: object;
}

/** Parses an HTML document; undefined when browsers would not build the tree that the text describes. Pure. */
export const parseSource = (text: string): SourceTree | undefined =>
  parse(text, options => new CountingParser(options));

/** The same, with what it takes to parse only a part of it later on. It takes twice as long. */
export const traceSource = (text: string): SourceTree | undefined =>
  parse(
    text,
    options => new TracingParser(options),
    // What comes before a frameset decides whether it is one.
    ({ checkpoints }) => (/<frameset/i.test(text) ? [] : checkpoints),
  );

function parse<P extends CountingParser>(
  text: string,
  create: (options: ParserOptions<never>) => P,
  checkpointsOf?: (parser: P) => readonly Checkpoint[],
): SourceTree | undefined {
  const treeAdapter = new SourceAdapter();
  const parser = create({ treeAdapter: treeAdapter as never, scriptingEnabled: true });
  parser.tokenizer.write(text, true);
  const root: TreeNode = parser.document;
  const nodes = finish(root);
  if (!nodes) return undefined;
  return {
    root,
    nodes,
    problems: parser.problems,
    startup: startupOf(nodes, treeAdapter.doctype),
    mode: treeAdapter.getDocumentMode(),
    checkpoints: checkpointsOf?.(parser),
    parser,
  };
}
