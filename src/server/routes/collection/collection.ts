import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Files } from '../../files/files';
import { Queue } from '../../log';
import { deepestPlace, faultOf, MOST_LEVELS } from '../json';
import { stringifyList } from '../slices';
import { type Changed, isItem, type Item, type Refused } from './items';
import { replaceFile } from './replaceFile';

/** The largest data file, in bytes: a change that would make it larger is refused, since it could not be read again. */
const MOST = 16 * 1024 * 1024;
/** How often a change is made again because the file was saved in between. */
const TRIES = 5;

/** The current items of a collection, or one sentence about why they cannot be read. */
export type Loaded =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** The outcome of a change. */
export type Outcome = Changed | Failed;

type Failed = Extract<Loaded, { kind: 'failed' }>;
/** Whether a change is kept, and why not. */
type Kept = { readonly kind: 'kept' } | { readonly kind: 'saved in between' } | Refused | Failed;

const failed = (reason: string): Failed => ({ kind: 'failed', reason });

const TOO_LARGE: Refused = {
  kind: 'refused',
  status: 413,
  reason: `The collection would be larger than ${MOST} bytes.`,
};

/** A JSON file with an array, kept in memory. A save of the file replaces the items; only a route with `persist` writes it. */
export class Collection {
  private items: readonly Item[] | undefined;
  /** The text that the items were last read from or written as. */
  private text: string | undefined;
  /** An upper bound of the size that the items would have as a file, in bytes. */
  private size = 0;
  /** Changes run one after another, so that two concurrent ones both take effect. */
  private readonly queue = new Queue();

  constructor(
    /** Absolute path. */
    private readonly file: string,
    private readonly persist: boolean,
    private readonly files: Pick<Files, 'readSaved' | 'real'>,
  ) {}

  /** The items after every change that was requested before this call. */
  read(): Promise<Loaded> {
    return this.queue.add(() => this.load());
  }

  /** Makes a change. When the promise resolves, the change is in the list and, with `persist`, on the disk. */
  change(make: (items: readonly Item[]) => Changed): Promise<Outcome> {
    return this.queue.add(async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const outcome = await this.tryChange(make);
        if (outcome.kind !== 'saved in between') return outcome;
      }
      return failed('The file of this collection is being saved all the time.');
    });
  }

  private async tryChange(
    make: (items: readonly Item[]) => Changed,
  ): Promise<Outcome | Extract<Kept, { kind: 'saved in between' }>> {
    const loaded = await this.load();
    if (loaded.kind === 'failed') return loaded;
    const changed = make(loaded.items);
    if (changed.kind !== 'changed') return changed;
    const kept = await (this.persist ? this.write(changed.items) : this.fit(changed));
    if (kept.kind !== 'kept') return kept;
    this.items = changed.items;
    return changed;
  }

  private async load(): Promise<Loaded> {
    const text = await this.textOfFile();
    if (text === undefined)
      return failed('The file of this collection is missing, too large or not to be served.');
    // A file whose text differs was saved in between; it replaces the items, with all changes that requests made.
    if (this.items && text === this.text) return { kind: 'items', items: this.items };
    const items = itemsOf(text);
    if (typeof items === 'string') return failed(items);
    this.items = items;
    this.text = text;
    this.size = Buffer.byteLength(text);
    return { kind: 'items', items };
  }

  private async textOfFile(): Promise<string | undefined> {
    const bytes = await this.files.readSaved(this.file, MOST);
    return bytes?.toString('utf8').replace(/^\uFEFF/, '');
  }

  /** Refuses items that would be too large to be read again. The bound grows with each change and is counted anew at the limit. */
  private async fit({ items, item }: Extract<Changed, { kind: 'changed' }>): Promise<Kept> {
    this.size += Buffer.byteLength(JSON.stringify(item));
    if (this.size > MOST) this.size = Buffer.byteLength(await stringifyList(items));
    return this.size > MOST ? TOO_LARGE : { kind: 'kept' };
  }

  private async write(items: readonly Item[]): Promise<Kept> {
    const indent = /^\[\s*?\n([ \t]+)/.exec(this.text ?? '')?.[1] ?? '  ';
    const text = `${await stringifyList(items, indent)}\n`;
    const bytes = Buffer.from(text);
    if (bytes.length > MOST) return TOO_LARGE;
    try {
      const real = await this.files.real(this.file);
      if (!real) return failed('The file of this collection is outside the folder that is served.');
      const isUnchanged = async (): Promise<boolean> => (await this.textOfFile()) === this.text;
      const isReplaced = await replaceFile(path.join(real.root, real.relative), bytes, isUnchanged);
      if (!isReplaced) return { kind: 'saved in between' };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed(`The file of this collection could not be written: ${reason}`);
    }
    this.text = text;
    return { kind: 'kept' };
  }
}

export const freshId = (): string => randomUUID();

function itemsOf(text: string): readonly Item[] | string {
  if (deepestPlace(text) !== undefined)
    return `The file of this collection is nested deeper than ${MOST_LEVELS} levels.`;
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isItem)) return value;
    return 'The file of this collection must hold a JSON array of objects.';
  } catch {
    const fault = faultOf(text);
    return `The file of this collection is not JSON: ${fault?.message ?? 'it cannot be read'}, line ${fault?.line ?? 1}, column ${fault?.column ?? 1}.`;
  }
}
