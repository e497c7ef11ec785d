import type { Addresses } from '../addresses';

const MOST = 512;

/** Files by `Referer`. Requests repeat few referers, and parsing one costs more than serving a file from memory. */
export class Referers {
  private readonly known = new Map<string, string | undefined>();

  constructor(private readonly addresses: Addresses) {}

  /** Addresses may lead to other files now. */
  clear(): void {
    this.known.clear();
  }

  fileOf(referer: string | undefined): string | undefined {
    if (referer === undefined) return undefined;
    if (this.known.has(referer)) return this.known.get(referer);
    if (this.known.size >= MOST) this.known.clear();
    const file = this.addresses.fileOfReferer(referer);
    this.known.set(referer, file);
    return file;
  }
}
