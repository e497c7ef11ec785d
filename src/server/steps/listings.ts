import { Queue } from '../log';
import type { Reply } from '../reply/reply';

/** Makes one listing at a time, and equal ones once, so that a page with many frames of a folder costs one listing. */
export class Listings {
  private readonly waiting = new Map<string, Promise<Reply | undefined>>();
  private readonly queue = new Queue();

  /** @param key equal for requests whose listings are equal */
  of(key: string, make: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
    const known = this.waiting.get(key);
    if (known) return known;
    const made = this.queue.add(make).finally(() => this.waiting.delete(key));
    this.waiting.set(key, made);
    return made;
  }
}
