import type { Operation, SourceNode } from '../../protocol/page';
import { charsetOf } from '../charset';
import { difference, isWorse, parseSource, travelling } from '../markup';
import { isHtml, typeOf } from '../mime';
import type { ConnectedPage, Pending } from './connectedPage';
import { type Source, sourceOf } from './documents';
import type { LiveHost } from './door';
import type { SourceTree } from './parse';
import { Rehearsal } from './rehearsal';

/** Characters of a document above which it is reloaded rather than compared: parsing takes some 100 ms there. */
const LARGEST = 2_000_000;
/** Characters of source whose trees are kept; two sources are kept in any case. */
const MOST_KEPT = 4_000_000;

/** What brings a page from the source that it shows to another. */
export interface Patch {
  readonly operations: readonly Operation[];
  readonly becomes: Source;
  /** What the page was made of, for one that does not know yet. */
  readonly source: SourceNode | undefined;
}

/** What is known of a document's text besides the file. */
export interface Texts {
  /** Whether an editor's text stands before the file; it is UTF-8. */
  isUnsaved(file: string): boolean;
  /** The bytes that a save was last announced with; undefined for none since. */
  lastOf(file: string): Buffer | undefined;
}

/** Decides what a changed document means for a page that shows it. */
export class Patches {
  private readonly trees = new Map<
    string,
    { readonly size: number; readonly tree: SourceTree | undefined }
  >();
  private readonly rehearsal = new Rehearsal((from, to) => {
    const [old, tree] = [parseSource(from), parseSource(to)];
    if (old && tree) difference(old, tree);
  });
  /** Several pages mostly ask for the same. */
  private last:
    { from: SourceTree; to: SourceTree; known: string; operations: readonly Operation[] } | undefined;

  constructor(
    private readonly host: Pick<LiveHost, 'read'>,
    private readonly texts: Texts,
  ) {}

  /**
   * The lightest step from what the page shows to what the document is now; undefined when there is nothing to do yet. A page is
   * reloaded only for what was saved: what is typed waits while it is half a tag, and scripts wait in any case.
   */
  async step(page: ConnectedPage, { file, saved }: Pending): Promise<Patch | 'reload' | undefined> {
    const reload = saved ? 'reload' : undefined;
    const next = await this.read(file);
    if (next === 'half written') return undefined;
    const { shown, loaded } = page;
    const from = shown && this.treeOf(shown);
    const to = next && this.treeOf(next);
    page.startup ??= loaded && this.treeOf(loaded)?.startup;
    const { startup } = page;
    if (!next || !from || !to || !startup) return reload;
    if (saved && to.startup.key !== startup.key) return 'reload';
    if (shown.text === next.text || (!saved && isWorse(from.problems, to.problems))) return undefined;
    const operations = this.difference(from, to, startup.key, startup.attributes);
    if (operations.length === 0 && page.hasTree) {
      page.shown = next;
      return undefined;
    }
    return { operations, becomes: next, source: page.hasTree ? undefined : travelling(from.root) };
  }

  /** Parses what a page shows before its first change is due: the first time a parser runs it takes many times as long. */
  prepare({ shown, loaded }: ConnectedPage): void {
    for (const source of [loaded, shown]) if (source) this.treeOf(source);
    if (shown) this.rehearsal.begin(shown.text);
  }

  private async read(file: string): Promise<Source | 'half written' | undefined> {
    const type = typeOf(file);
    if (!isHtml(type)) return undefined;
    const isUnsaved = this.texts.isUnsaved(file);
    const announced = isUnsaved ? undefined : this.texts.lastOf(file);
    const bytes = announced ?? (await this.host.read(file));
    if (!bytes) return undefined;
    // Editors empty a file before they write it. One that stays empty is announced as such.
    if (bytes.length === 0 && !announced && !isUnsaved) return 'half written';
    const charset = isUnsaved ? 'utf-8' : charsetOf(type, bytes)?.name;
    return sourceOf(new TextDecoder(charset).decode(bytes));
  }

  private treeOf({ id, text }: Source): SourceTree | undefined {
    if (text.length > LARGEST) return undefined;
    const known = this.trees.get(id);
    this.trees.delete(id);
    const kept = known ?? { size: text.length, tree: parseSource(text) };
    this.trees.set(id, kept);
    this.trim();
    return kept.tree;
  }

  private trim(): void {
    let size = [...this.trees.values()].reduce((sum, kept) => sum + kept.size, 0);
    for (const [id, kept] of this.trees) {
      if (size <= MOST_KEPT || this.trees.size <= 2) return;
      this.trees.delete(id);
      size -= kept.size;
    }
  }

  private difference(
    from: SourceTree,
    to: SourceTree,
    known: string,
    attributes: ReadonlySet<string>,
  ): readonly Operation[] {
    const { last } = this;
    if (last?.from === from && last.to === to && last.known === known) return last.operations;
    const operations = difference(from, to, attributes);
    this.last = { from, to, known, operations };
    return operations;
  }
}
