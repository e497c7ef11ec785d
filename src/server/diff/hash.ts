/** Odd multipliers without a short bit pattern: their powers modulo 2³² spread over all bits. */
const [FIRST, SECOND] = [0x9c8f2d3b, 0x5bd70e95];

/**
 * Two running sums of products, each modulo 2³², together 53 bits. Values are added one by one, so that no string is joined. Equal input
 * gives equal output within one version of Porthole; no defence against an attacker depends on it.
 */
export class Hash {
  private first = 1;
  private second = 1;

  reset(): void {
    this.first = 1;
    this.second = 1;
  }

  add(value: number): void {
    this.first = stirred(Math.imul(this.first + value, FIRST));
    this.second = stirred(Math.imul(this.second - value, SECOND));
  }

  /** The length is part of the hash, so that `['ab', 'c']` and `['a', 'bc']` differ. */
  addText(text: string): void {
    let { first, second } = this;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      first = stirred(Math.imul(first + unit, FIRST));
      second = stirred(Math.imul(second - unit, SECOND));
    }
    this.first = first;
    this.second = second;
    this.add(text.length);
  }

  /** Folds in the 53 bits of another hash. */
  addHash(hash: number): void {
    this.add((hash / 2 ** 32) | 0);
    this.add(hash | 0);
  }

  /** 53 bits as a safe integer. */
  get value(): number {
    return (this.first >>> 11) * 2 ** 32 + (this.second >>> 0);
  }
}

/** Mixes high bits into low ones, which a product alone never does. */
const stirred = (value: number): number => value ^ (value >>> 16);
