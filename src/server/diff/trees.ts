import type { Operation } from '../../protocol/page';
import { difference, parseSource, reparsed, traceSource } from '../html/markup';
import type { Source } from '../live/update/documents';
import type { SourceTree } from './parse';
import type { Startup } from './startup';

/** Characters of a document above which it is reloaded rather than compared: parsing takes some 100 ms there. */
const LARGEST = 2_000_000;
/** Characters of a document above which it is not traced: requests would wait for that some 50 ms. */
const LARGEST_TRACED = 500_000;
/** Milliseconds without another change after which there is time to trace a source. */
const AT_REST = 150;
/** Characters of source whose trees are kept; two sources are kept in any case. */
const MOST_KEPT = 4_000_000;

interface Compared {
  readonly from: SourceTree;
  readonly to: SourceTree;
  /** Of the start that decides what is let in; undefined when nothing hangs on it. */
  readonly startup: string | undefined;
  readonly operations: readonly Operation[];
}

/** The trees of sources that pages show or are about to, and what makes one of them the other. */
export class Trees {
  private readonly kept = new Map<string, { readonly size: number; readonly tree: SourceTree | undefined }>();
  /** Several pages mostly ask for the same. */
  private last: Compared | undefined;
  private tracing: NodeJS.Timeout | undefined;

  /**
   * The tree of a source; undefined when it is too large or too deep.
   * @param shown what it may differ from by so little that it need not be parsed as a whole
   */
  of(source: Source, shown?: Source): SourceTree | undefined {
    if (source.text.length > LARGEST) return undefined;
    const known = this.kept.get(source.id);
    if (known) return this.keep(source, known.tree);
    this.traceAtRest(source);
    return this.keep(source, this.reparsed(source, shown) ?? parseSource(source.text));
  }

  /** Parses a source while there is time, so that the next edit may need little parsing. */
  trace(source: Source): void {
    if (source.text.length > LARGEST_TRACED) this.of(source);
    else if (!this.kept.get(source.id)?.tree?.checkpoints) this.keep(source, traceSource(source.text));
  }

  difference(from: SourceTree, to: SourceTree, { key, attributes }: Startup): readonly Operation[] {
    const { last } = this;
    if (last?.from === from && last.to === to && (last.startup ?? key) === key) return last.operations;
    const operations = difference(from, to, attributes);
    this.last = { from, to, startup: key, operations };
    return operations;
  }

  private reparsed(source: Source, shown: Source | undefined): SourceTree | undefined {
    const from = shown && this.kept.get(shown.id)?.tree;
    const found = from && reparsed(from, shown.text, source.text);
    if (!found) return undefined;
    const { tree: to, operations } = found;
    this.last = { from, to, startup: undefined, operations };
    return to;
  }

  private traceAtRest(source: Source): void {
    if (source.text.length > LARGEST_TRACED) return;
    clearTimeout(this.tracing);
    this.tracing = setTimeout(() => this.kept.has(source.id) && this.trace(source), AT_REST).unref();
  }

  private keep({ id, text }: Source, tree: SourceTree | undefined): SourceTree | undefined {
    this.kept.delete(id);
    this.kept.set(id, { size: text.length, tree });
    this.trim();
    return tree;
  }

  private trim(): void {
    let size = [...this.kept.values()].reduce((sum, kept) => sum + kept.size, 0);
    for (const [id, kept] of this.kept) {
      if (size <= MOST_KEPT || this.kept.size <= 2) return;
      this.kept.delete(id);
      size -= kept.size;
    }
  }
}
