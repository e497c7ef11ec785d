import type { ConsolePage } from '../../protocol/consoleView';

interface Known {
  readonly page: number;
  readonly server: string;
  readonly address: string;
  /** The server's number for it; undefined once the page has gone. */
  number: number | undefined;
}

/** The most pages that have gone and are still named. */
const MOST = 200;

/** The pages whose lines are shown, of all servers of the window. */
export class ConsolePages {
  private readonly known = new Map<number, Known>();
  private last = 0;

  /** @param again whether a page with this address that seemed gone is the same document */
  arrived(server: string, number: number, address: string, again: boolean): number {
    const before = again
      ? [...this.known.values()].find(
          known => known.server === server && known.address === address && known.number === undefined,
        )
      : undefined;
    if (before) before.number = number;
    const page = before?.page ?? ++this.last;
    if (!before) this.known.set(page, { page, server, address, number });
    for (const each of this.gone.slice(0, Math.max(0, this.known.size - MOST))) this.known.delete(each);
    return page;
  }

  left(server: string, number?: number): void {
    for (const known of this.known.values())
      if (known.server === server && (number === undefined || known.number === number))
        known.number = undefined;
  }

  /** Treats all pages as gone, since they are no longer listened to. */
  leave(): void {
    for (const known of this.known.values()) known.number = undefined;
  }

  /**
   * Removes the pages that have gone.
   * @returns their numbers
   */
  forget(): readonly number[] {
    const { gone } = this;
    for (const page of gone) this.known.delete(page);
    return gone;
  }

  pageOf(server: string, number: number): number | undefined {
    return [...this.known.values()].find(known => known.server === server && known.number === number)?.page;
  }

  get(page: number): Readonly<Known> | undefined {
    return this.known.get(page);
  }

  get all(): readonly ConsolePage[] {
    return [...this.known.values()].map(({ page, address }) => ({ page, label: address }));
  }

  private get gone(): readonly number[] {
    return [...this.known.values()].filter(({ number }) => number === undefined).map(({ page }) => page);
  }
}
