import type { Reply } from '../reply/reply';

/** Listings being made: one at a time, and identical ones once, so that a page with many frames of a folder costs one listing. */
export class Listings {
  private readonly waiting = new Map<string, Promise<Reply | undefined>>();
  private last: Promise<unknown> = Promise.resolve();

  /** @param key equal for requests whose listings are equal */
  of(key: string, make: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
    const known = this.waiting.get(key);
    if (known) return known;
    const made = this.last.then(make).finally(() => this.waiting.delete(key));
    this.waiting.set(key, made);
    // The next one begins whatever became of this one.
    this.last = made.catch(() => undefined);
    return made;
  }
}
