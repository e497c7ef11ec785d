import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { HumanError } from '../../../protocol/humanError';
import { codeOf } from '../../errors';
import type { Files } from '../../files/files';
import { Queue } from '../../log';
import { bomOf } from '../../types/bom';
import { decodeText } from '../decodeText';
import { readJson } from '../readJson';
import { pauseAfter } from '../slices';
import { writeJson } from '../writeJson';
import { Claim } from './claim';
import { type Changed, isItem, type Item, type Refused } from './items';

/** The largest data file, in bytes: a change that would make it larger is refused, since it could not be read again. */
const MOST = 16 * 1024 * 1024;
/** The most items: each request looks through all of them. */
const MOST_ITEMS = 250_000;
/** How often a change is tried again because the file was saved in between. */
const TRIES = 5;

const DEFAULT_INDENT = '  ';
const LINE_BREAK = Buffer.from('\n');

/** The current items of a collection, or one sentence about why they cannot be read. */
export type Loaded =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** The outcome of a change. */
export type Outcome = Changed | Failed;

type Failed = Extract<Loaded, { kind: 'failed' }>;
type SavedInBetween = { readonly kind: 'saved in between' };
type Tried = Outcome | SavedInBetween;
/** Whether a change is kept, and why not. */
type Kept = { readonly kind: 'kept' } | SavedInBetween | Refused;

const NOT_SERVED = 'The file of this collection is missing, too large or not to be served.';

const failed = (reason: string): Failed => ({ kind: 'failed', reason });

const tooLarge = (bound: string): Refused => ({
  kind: 'refused',
  status: 413,
  reason: `The collection would have more than ${bound}.`,
});

/** A JSON file with an array, kept in memory. A save of the file replaces the items; only a route with `persist` writes it. */
export class Collection {
  private items: readonly Item[] | undefined;
  /** The bytes that the items were last read from or written as. */
  private bytes: Buffer | undefined;
  private indent = DEFAULT_INDENT;
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
        const outcome = await (this.persist ? this.tryToKeep(make) : this.tryChange(make));
        if (outcome.kind !== 'saved in between') return outcome;
      }
      return failed('The file of this collection is being saved all the time.');
    });
  }

  /** Reads the file, changes its items and replaces it while no other server does: another window may serve the same file. */
  private async tryToKeep(make: (items: readonly Item[]) => Changed): Promise<Tried> {
    const real = await this.files.real(this.file);
    if (!real) return failed(NOT_SERVED);
    try {
      const claim = await Claim.take(path.join(real.root, real.relative));
      try {
        return await this.tryChange(make, claim);
      } finally {
        await claim.release();
      }
    } catch (error) {
      if (error instanceof HumanError) return failed(error.message);
      const code = codeOf(error);
      if (code === 'UNKNOWN') throw error;
      // Not the error's message, which has an absolute path.
      return failed(`Porthole may not write the file of this collection, or in its folder (${code}).`);
    }
  }

  private async tryChange(make: (items: readonly Item[]) => Changed, claim?: Claim): Promise<Tried> {
    const loaded = await this.load();
    if (loaded.kind === 'failed') return loaded;
    const changed = make(loaded.items);
    if (changed.kind !== 'changed') return changed;
    if (changed.items.length > MOST_ITEMS) return tooLarge(`${MOST_ITEMS} items`);
    const kept = await (claim ? this.write(changed.items, claim) : this.fit(changed));
    if (kept.kind !== 'kept') return kept;
    this.items = changed.items;
    return changed;
  }

  private async load(): Promise<Loaded> {
    const bytes = await this.files.readSaved(this.file, MOST);
    if (bytes === undefined) return failed(NOT_SERVED);
    // Different bytes mean that the file was saved in between; its items replace all changes that requests made.
    if (this.items && this.bytes?.equals(bytes)) return { kind: 'items', items: this.items };
    // Windows PowerShell writes UTF-16 with a byte order mark.
    const text = (await decodeText(bytes, bomOf(bytes)?.name)) ?? '';
    await pauseAfter(bytes.length);
    const items = await itemsOf(text);
    if (typeof items === 'string') return failed(items);
    this.items = items;
    this.bytes = bytes;
    this.size = bytes.length;
    this.indent = /^\[\s*?\n([ \t]+)/.exec(text.slice(0, 1000))?.[1] ?? DEFAULT_INDENT;
    return { kind: 'items', items };
  }

  /** Refuses items that would be too large to be read again. The bound grows with each change and is counted anew at the limit. */
  private async fit({ items, item }: Extract<Changed, { kind: 'changed' }>): Promise<Kept> {
    this.size += (await writeJson(item)).length;
    if (this.size > MOST) this.size = (await writeJson(items)).length;
    return this.size > MOST ? tooLarge(`${MOST} bytes`) : { kind: 'kept' };
  }

  private async write(items: readonly Item[], claim: Claim): Promise<Kept> {
    const bytes = Buffer.concat([await writeJson(items, this.indent), LINE_BREAK]);
    if (bytes.length > MOST) return tooLarge(`${MOST} bytes`);
    const isReplaced = await claim.replace(bytes, async () => {
      const now = await this.files.readSaved(this.file, MOST);
      return now !== undefined && this.bytes?.equals(now) === true;
    });
    if (!isReplaced) return { kind: 'saved in between' };
    this.bytes = bytes;
    return { kind: 'kept' };
  }
}

export const freshId = (): string => randomUUID();

async function itemsOf(text: string): Promise<readonly Item[] | string> {
  const read = await readJson(text);
  if (read.kind === 'malformed') return `The file of this collection ${read.why}.`;
  const { value } = read;
  if (!Array.isArray(value) || !value.every(isItem))
    return 'The file of this collection must hold a JSON array of objects.';
  return value.length > MOST_ITEMS ? `The file of this collection has more than ${MOST_ITEMS} items.` : value;
}
