import { readFile } from 'node:fs/promises';
import type { Check } from '../../../protocol/page';
import { checksFor } from './cssScan';

/** Style sheets while they are typed, and the last text of each that was whole. */
export class Drafts {
  private readonly good = new Map<string, Promise<string>>();

  /** The first draft comes after what is on the disk. */
  begin(file: string): void {
    if (!this.good.has(file))
      this.good.set(
        file,
        readFile(file, 'utf8').catch(() => ''),
      );
  }

  end(file: string): void {
    this.good.delete(file);
  }

  /** A page understood all of it. */
  taken(file: string, text: string): void {
    if (this.good.has(file)) this.good.set(file, Promise.resolve(text));
  }

  /** What a page has to understand of this draft for showing it. */
  async checks(file: string, draft: string): Promise<readonly Check[] | 'open'> {
    const good = await this.good.get(file);
    return good === undefined ? [] : checksFor(good, draft);
  }
}
