import type { Addresses } from '../addresses';

const MOST = 512;

/** Files by `Referer`. Requests repeat few referers, and parsing one costs more than serving a file from memory. */
export class Referers {
  private readonly known = new Map<string, string | undefined>();

  constructor(
    private readonly addresses: Addresses,
    /** Whether a page uses the file now. */
    private readonly isKnown: (file: string) => boolean,
  ) {}

  /** Addresses may lead to other files now. */
  clear(): void {
    this.known.clear();
  }

  /** @param forwarded whether a forwarder may have put a path before the one in the referer */
  fileOf(referer: string | undefined, forwarded = false): string | undefined {
    if (referer === undefined) return undefined;
    if (forwarded) return this.addresses.fileOfReferer(referer, this.isKnown);
    if (this.known.has(referer)) return this.known.get(referer);
    if (this.known.size >= MOST) this.known.clear();
    const file = this.addresses.fileOfReferer(referer);
    this.known.set(referer, file);
    return file;
  }
}
