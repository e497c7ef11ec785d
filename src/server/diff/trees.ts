import type { Operation } from '../../protocol/page';
import { LARGEST_TEXT } from '../../protocol/thread';
import { difference } from './difference';
import { edited } from './edited';
import { parsing, type SourceTree } from './parse';
import type { Startup } from './startup';

/** The source text of a document, as it was or would be served. */
export interface Source {
  /** Equal for equal texts: base64url of the SHA-1 of the bytes. */
  readonly id: string;
  readonly text: string;
}

/** Characters of source whose trees are kept; two sources are kept in any case. */
const MOST_KEPT = 4_000_000;

interface Compared {
  readonly from: SourceTree;
  readonly to: SourceTree;
  /** The `key` of the startup that the comparison was made for. */
  readonly startup: string;
  readonly operations: readonly Operation[];
}

interface Kept {
  readonly text: string;
  readonly tree: SourceTree | undefined;
}

/** Keeps the trees of sources that pages show, and the last difference, since several pages mostly need the same one. */
export class Trees {
  private readonly kept = new Map<string, Kept>();
  private last: Compared | undefined;

  /**
   * The tree of a source; undefined if it is too large or too deep.
   * @param base a source from which it may differ in one place
   */
  of(source: Source, base?: Source): SourceTree | undefined {
    const steps = this.growing(source, base);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** The same; yields so that other work can run. */
  *growing(source: Source, base?: Source): Generator<undefined, SourceTree | undefined> {
    if (source.text.length > LARGEST_TEXT) return undefined;
    const known = this.kept.get(source.id);
    if (known) return this.keep(source, known.tree);
    const near = base && this.kept.get(base.id);
    const tree = near?.tree && edited(near.tree, near.text, source.text);
    return this.keep(source, tree ?? (yield* parsing(source.text)));
  }

  difference(from: SourceTree, to: SourceTree, { key, attributes }: Startup): readonly Operation[] {
    const { last } = this;
    if (last?.from === from && last.to === to && last.startup === key) return last.operations;
    const operations = difference(from, to, attributes);
    this.last = { from, to, startup: key, operations };
    return operations;
  }

  private keep({ id, text }: Source, tree: SourceTree | undefined): SourceTree | undefined {
    this.kept.delete(id);
    this.kept.set(id, { text, tree });
    this.trim();
    return tree;
  }

  private trim(): void {
    let size = [...this.kept.values()].reduce((sum, kept) => sum + kept.text.length, 0);
    for (const [id, { text }] of this.kept) {
      if (size <= MOST_KEPT || this.kept.size <= 2) return;
      this.kept.delete(id);
      size -= text.length;
    }
  }
}
