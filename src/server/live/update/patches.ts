import type { Operation, SourceNode } from '../../../protocol/page';
import { isWorse } from '../../diff/parseErrors';
import { Pairs } from '../../diff/pairs';
import { travelling } from '../../diff/sourceTree';
import { type Source, Trees } from '../../diff/trees';
import { isHtml, standardTypeOf } from '../../types/mime';
import type { ConnectedPage, Pending } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import { sourceIn, sourceOf } from '../sources';

/** Brings a page from the source that it shows to another. */
export interface Patch {
  readonly operations: readonly Operation[];
  readonly becomes: Source;
  /** The source that the page was made of; undefined once the page has its tree. */
  readonly source: SourceNode | undefined;
}

/** Where the text of a document may be, besides its file. */
export interface Texts {
  /** The text in an editor that stands before the file. */
  unsavedOf(file: string): string | undefined;
  /** The bytes of the last announced save; undefined for none since. */
  lastOf(file: string): Buffer | undefined;
}

/** Decides how a page follows a changed document. */
export class Patches {
  private readonly trees = new Trees();
  private typed: { readonly text: string; readonly source: Source } | undefined;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'options'>,
    private readonly texts: Texts,
  ) {}

  /**
   * The lightest step from the source that the page shows to the current one; undefined when no step is needed or possible yet.
   * Only a save reloads a page: half-typed tags and changed scripts wait for it.
   */
  async step(page: ConnectedPage, { file, saved }: Pending): Promise<Patch | 'reload' | undefined> {
    const reload = saved ? 'reload' : undefined;
    const next = await this.read(file);
    if (next === 'half written') return undefined;
    const { shown, loaded } = page;
    const from = shown && this.trees.of(shown);
    const to = next && this.trees.of(next);
    page.startup ??= loaded && this.trees.of(loaded)?.startup;
    const { startup } = page;
    if (!next || !from || !to || !startup) return reload;
    if (saved && to.startup.key !== startup.key) return 'reload';
    const { onSave } = this.host.options();
    if (saved && onSave === 'reload' && loaded?.text !== next.text) return 'reload';
    // Drafts were applied: only the page knows whether a fresh load would show the same.
    const isDue = saved && onSave === 'auto' && page.isUnchecked;
    if (shown.text === next.text && !isDue) return undefined;
    if (!saved && isWorse(from.errors, to.errors)) return undefined;
    const operations = this.trees.difference(from, to, startup);
    if (operations.length === 0 && page.hasTree && !isDue) {
      page.shown = next;
      return undefined;
    }
    return { operations, becomes: next, source: page.hasTree ? undefined : travelling(from.root) };
  }

  /** Parses the sources of a page while there is time, so that its first change need not wait for that. */
  prepare({ shown, loaded }: ConnectedPage): void {
    for (const source of [loaded, shown]) if (source) this.trees.of(source);
  }

  treeOf(source: Source): SourceNode | undefined {
    const tree = this.trees.of(source);
    return tree && travelling(tree.root);
  }

  counterpart(from: Source, to: Source, number: number): number | undefined {
    const [old, next] = [this.trees.of(from), this.trees.of(to)];
    const node = old?.nodes[number];
    if (!old || !next || !node) return undefined;
    const pairs = new Pairs(old, next);
    return next.nodes.find(each => pairs.oldOf(each) === node)?.number;
  }

  async read(file: string): Promise<Source | 'half written' | undefined> {
    if (!isHtml(standardTypeOf(file) ?? '')) return undefined;
    const text = this.texts.unsavedOf(file);
    if (text !== undefined) return this.typedSource(text);
    const announced = this.texts.lastOf(file);
    const bytes = announced ?? (await this.host.read(file));
    if (!bytes) return undefined;
    // Editors empty a file before they write it. A file that stays empty is announced as such.
    if (bytes.length === 0 && !announced) return 'half written';
    return sourceIn(file, bytes);
  }

  /** Hashed once for all pages that show the document. */
  private typedSource(text: string): Source {
    if (this.typed?.text !== text) this.typed = { text, source: sourceOf(text) };
    return this.typed.source;
  }
}
