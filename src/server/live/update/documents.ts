import type { Source } from '../../diff/trees';

/** A source with the absolute path of its file. */
export interface Kept extends Source {
  readonly file: string;
}

/** Characters of all kept sources together. */
const MOST_KEPT = 32 * 1024 * 1024;

/** The sources that pages may still be showing, by file and id; the oldest go first. */
export class Documents {
  private readonly kept = new Map<string, Kept>();
  private size = 0;
  private newest: Kept | undefined;

  keep(file: string, source: Source): void {
    // Fast path: repeated requests for one document need no new key, nor a move to the end of the map.
    if (this.newest?.id === source.id && this.newest.file === file) return;
    const key = `${source.id} ${file}`;
    const known = this.kept.get(key);
    this.kept.delete(key);
    this.newest = known ?? { ...source, file };
    this.kept.set(key, this.newest);
    if (!known) this.size += source.text.length;
    this.trim();
  }

  /** The source with that id; if several files have the same text, the file that `answers` accepts. */
  find(id: string, answers: (file: string) => boolean): Kept | undefined {
    let any: Kept | undefined;
    for (const source of this.kept.values()) {
      if (source.id !== id) continue;
      if (answers(source.file)) return source;
      any ??= source;
    }
    return any;
  }

  private trim(): void {
    for (const [key, source] of this.kept) {
      if (this.size <= MOST_KEPT && this.kept.size <= 256) return;
      this.kept.delete(key);
      this.size -= source.text.length;
    }
  }
}
