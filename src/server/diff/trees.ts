import type { Operation } from '../../protocol/page';
import { LARGEST_TEXT } from '../../protocol/thread';
import { difference } from './difference';
import { parseSource, type SourceTree } from './parse';
import { retyped } from './retyped';
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
  /** `key` of the startup that the comparison was made for. */
  readonly startup: string;
  readonly operations: readonly Operation[];
}

interface Kept {
  readonly text: string;
  readonly tree: SourceTree | undefined;
}

/** Keeps the trees of sources that pages show, and the last difference: several pages mostly ask for the same. */
export class Trees {
  private readonly kept = new Map<string, Kept>();
  private last: Compared | undefined;

  /** The tree of a source; undefined when it is too large or too deep. */
  of(source: Source): SourceTree | undefined {
    if (source.text.length > LARGEST_TEXT) return undefined;
    const known = this.kept.get(source.id);
    return this.keep(source, known ? known.tree : this.grow(source.text));
  }

  difference(from: SourceTree, to: SourceTree, { key, attributes }: Startup): readonly Operation[] {
    const { last } = this;
    if (last?.from === from && last.to === to && last.startup === key) return last.operations;
    const operations = difference(from, to, attributes);
    this.last = { from, to, startup: key, operations };
    return operations;
  }

  /** The source that was asked for last is mostly the one that a page shows, and the next one differs from it by a key. */
  private grow(text: string): SourceTree | undefined {
    const latest = [...this.kept.values()].at(-1);
    return (latest?.tree && retyped(latest.tree, latest.text, text)) ?? parseSource(text);
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
