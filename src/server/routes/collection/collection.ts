import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Files } from '../../files/files';
import { faultOf } from '../json';
import { replaceFile } from './replaceFile';
import { type Changed, isItem, type Item } from './items';

/** The largest data file that is read, in bytes. */
const MOST = 16 * 1024 * 1024;

/** The current items of a collection, or one sentence about why they cannot be read. */
export type Loaded =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** A JSON file with an array, kept in memory. A save of the file replaces the items; only a route with `persist` writes it. */
export class Collection {
  private items: readonly Item[] | undefined;
  /** The text that the items were last read from or written as. */
  private text: string | undefined;
  /** Changes run one after another, so that two concurrent ones both take effect. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    /** Absolute path. */
    private readonly file: string,
    private readonly persist: boolean,
    private readonly files: Pick<Files, 'readSaved' | 'real'>,
  ) {}

  /** The items after every change that was requested before this call. */
  read(): Promise<Loaded> {
    return this.inTurn(() => this.load());
  }

  /** Makes a change. When the promise resolves, the change is in the list and, with `persist`, on the disk. */
  async change(
    make: (items: readonly Item[]) => Changed,
  ): Promise<Changed | Extract<Loaded, { kind: 'failed' }>> {
    return this.inTurn(async () => {
      const loaded = await this.load();
      if (loaded.kind === 'failed') return loaded;
      const changed = make(loaded.items);
      if (changed.kind !== 'changed') return changed;
      if (this.persist) {
        const failed = await this.write(changed.items);
        if (failed !== undefined) return { kind: 'failed', reason: failed };
      }
      this.items = changed.items;
      return changed;
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async load(): Promise<Loaded> {
    const bytes = await this.files.readSaved(this.file, MOST);
    if (!bytes)
      return {
        kind: 'failed',
        reason: 'The file of this collection is missing, too large or not to be served.',
      };
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    // A file whose text differs was saved in between; it replaces the items, with all changes that requests made.
    if (this.items && text === this.text) return { kind: 'items', items: this.items };
    const items = itemsOf(text);
    if (typeof items === 'string') return { kind: 'failed', reason: items };
    this.items = items;
    this.text = text;
    return { kind: 'items', items };
  }

  private async write(items: readonly Item[]): Promise<string | undefined> {
    const indent = /^\[\s*?\n([ \t]+)/.exec(this.text ?? '')?.[1] ?? '  ';
    const text = `${JSON.stringify(items, undefined, indent)}\n`;
    try {
      const real = await this.files.real(this.file);
      if (!real) return 'The file of this collection is outside the served folder.';
      await replaceFile(path.join(real.root, real.relative), Buffer.from(text));
    } catch (error) {
      return `The file of this collection could not be written: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.text = text;
    return undefined;
  }
}

export const freshId = (): string => randomUUID();

function itemsOf(text: string): readonly Item[] | string {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isItem)) return value;
    return 'The file of this collection must hold a JSON array of objects.';
  } catch {
    const fault = faultOf(text);
    return `The file of this collection is not JSON: ${fault?.message ?? 'it cannot be read'}, line ${fault?.line ?? 1}, column ${fault?.column ?? 1}.`;
  }
}
