import type { ConsolePage } from '../../protocol/consoleView';

interface Known {
  readonly page: number;
  readonly server: string;
  readonly address: string;
  /** The number that the server gives it; undefined for a page that is gone. */
  number: number | undefined;
}

/** Pages that are gone and still named, at most. */
const MOST = 200;

/** The pages whose lines are shown, over all servers of the window. */
export class ConsolePages {
  private readonly known = new Map<number, Known>();
  private last = 0;

  /** @param again whether a page of this address that seems gone is the same document */
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

  /** All pages are taken for gone: they are no longer listened to. */
  leave(): void {
    for (const known of this.known.values()) known.number = undefined;
  }

  /** Forgets the pages that are gone. @returns their numbers */
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
