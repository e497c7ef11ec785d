import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Milliseconds that a code is valid. */
export const CODE_LIFE = 120_000;
/** Uses of a code, all from one address. */
const CODE_USES = 3;
const CODE_BYTES = 16;

/** A code that lets a device in. */
export interface Code {
  /** 128 random bits in base64url. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

interface Issued extends Code {
  uses: number;
  /** The address of its first use. */
  by: string | undefined;
}

/** The codes of one share. Each is valid for two minutes and three uses from the first address that used it. */
export class Codes {
  private issued: Issued[] = [];

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  issue(): Code {
    const code: Issued = {
      text: randomBytes(CODE_BYTES).toString('base64url'),
      expires: this.now() + CODE_LIFE,
      uses: 0,
      by: undefined,
    };
    this.issued = [...this.alive(), code];
    return { text: code.text, expires: code.expires };
  }

  /** Uses a code; false for one that is unknown, expired, used up, or bound to another address. */
  redeem(text: string, address: string): boolean {
    const code = this.alive().find(each => isSame(each.text, text));
    if (!code || code.uses >= CODE_USES || (code.by ?? address) !== address) return false;
    code.uses += 1;
    code.by = address;
    return true;
  }

  /** Ends the used codes: one of them would let a removed device in again. */
  forgetUsed(): void {
    this.issued = this.issued.filter(({ by }) => by === undefined);
  }

  private alive(): Issued[] {
    return this.issued.filter(({ expires }) => expires > this.now());
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two texts in constant time, so that the time does not show where they differ. */
const isSame = (one: string, two: string): boolean => timingSafeEqual(digest(one), digest(two));
