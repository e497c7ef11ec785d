import { readFile } from 'node:fs/promises';
import type { Check } from '../../../protocol/page';
import { checksFor } from '../../diff/cssScan';

/** Style sheets that are being typed, each with the last text that a page understood in full. */
export class TypedStyles {
  private readonly understood = new Map<string, Promise<string>>();

  /** The first draft is compared with the file on the disk. */
  begin(file: string): void {
    if (!this.understood.has(file))
      this.understood.set(
        file,
        readFile(file, 'utf8').catch(() => ''),
      );
  }

  end(file: string): void {
    this.understood.delete(file);
  }

  /** A page applied the draft without an error. */
  applied(file: string, text: string): void {
    if (this.understood.has(file)) this.understood.set(file, Promise.resolve(text));
  }

  /** The parts that a page must understand before it shows this draft. */
  async checks(file: string, draft: string): Promise<readonly Check[] | 'open'> {
    const before = await this.understood.get(file);
    return before === undefined ? [] : checksFor(before, draft);
  }
}
