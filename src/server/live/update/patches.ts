import type { Operation, SourceNode } from '../../../protocol/page';
import { charsetOf } from '../../types/charset';
import { difference, isWorse, parseSource, reparsed, traceSource, travelling } from '../../html/markup';
import { isHtml, typeOf } from '../../types/mime';
import type { ConnectedPage, Pending } from '../channel/connectedPage';
import { type Source, sourceOf } from './documents';
import type { LiveHost } from '../door';
import type { SourceTree } from '../../diff/parse';
import { type Play, Rehearsal } from './rehearsal';
import { Trees } from '../../diff/trees';

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
  /** Looks at a file as when it has changed. */
  rehearse(file: string): Promise<void>;
}

/** Decides what a changed document means for a page that shows it. */
export class Patches {
  private readonly trees = new Trees();
  private readonly rehearsal = new Rehearsal();

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
    const from = shown && this.trees.of(shown);
    const to = next && this.trees.of(next, shown);
    page.startup ??= loaded && this.trees.of(loaded)?.startup;
    const { startup } = page;
    if (!next || !from || !to || !startup) return reload;
    if (saved && to.startup.key !== startup.key) return 'reload';
    if (shown.text === next.text || (!saved && isWorse(from.problems, to.problems))) return undefined;
    const operations = this.trees.difference(from, to, startup);
    if (operations.length === 0 && page.hasTree) {
      page.shown = next;
      return undefined;
    }
    return { operations, becomes: next, source: page.hasTree ? undefined : travelling(from.root) };
  }

  /** Parses what a page shows before its first change is due: the first time a parser runs it takes many times as long. */
  prepare({ file, shown, loaded }: ConnectedPage): void {
    for (const source of [loaded, shown]) if (source) this.trees.trace(source);
    if (!shown || file === undefined) return;
    this.rehearsal.begin(
      shown.text,
      changing(() => this.texts.rehearse(file)),
    );
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
    return decoded(bytes, charset);
  }
}

const decoded = (bytes: Buffer, charset?: string): Source => sourceOf(new TextDecoder(charset).decode(bytes));

/** What a change of a document runs, the long way and the short one: from the first text that there was. */
function changing(look: () => Promise<void>): Play {
  let first: (Source & { readonly tree: SourceTree | undefined }) | undefined;
  return (from, to) => {
    void look();
    const [old, source] = [parseSource(from), decoded(Buffer.from(to))];
    const tree = parseSource(source.text);
    if (old && tree) JSON.stringify(difference(old, tree, tree.startup.attributes));
    first ??= { ...source, tree: traceSource(to) };
    if (first.tree) void reparsed(first.tree, first.text, to)?.tree.nodes;
  };
}
