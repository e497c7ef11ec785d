/** A map bounded by the bytes of its values; the least recently used go first. */
export class ByteCache<T> {
  private readonly items = new Map<string, { readonly value: T; readonly bytes: number }>();
  private total = 0;
  /** Fast path: the newest item needs no move to the end of the map. */
  private newest: string | undefined;

  constructor(private readonly limit: number) {}

  get(key: string): T | undefined {
    const item = this.items.get(key);
    if (item && this.newest !== key) {
      this.items.delete(key);
      this.items.set(key, item);
      this.newest = key;
    }
    return item?.value;
  }

  /** Values larger than the whole cache are not kept. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    if (bytes > this.limit) return;
    this.items.set(key, { value, bytes });
    this.newest = key;
    this.total += bytes;
    for (const oldest of this.items.keys()) {
      if (this.total <= this.limit) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const item = this.items.get(key);
    if (!item) return;
    this.items.delete(key);
    this.total -= item.bytes;
  }

  clear(): void {
    this.items.clear();
    this.total = 0;
    this.newest = undefined;
  }

  /** Bytes of the kept values. */
  get size(): number {
    return this.total;
  }
}
