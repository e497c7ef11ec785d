/** Milliseconds of work after which other requests get a turn. */
const SLICE = 8;
/** Steps of work between two looks at the clock. */
const STEPS = 64;
/** Characters that take as long as a step. */
const CHARACTERS = 1000;

/** Bytes whose processing takes more than a millisecond. */
const MANY = 256 * 1024;

/** Divides long work, so that no request holds up another (security rule 19): `if (slices.isOver()) await slices.next();` */
export class Slices {
  private began = performance.now();
  private steps = 0;

  /**
   * Call after each step; looks at the clock now and then.
   * @param characters that the step has looked at, if it may have been many
   */
  isOver(characters = 0): boolean {
    this.steps += 1 + characters / CHARACTERS;
    if (this.steps < STEPS) return false;
    this.steps = 0;
    return performance.now() - this.began > SLICE;
  }

  async next(): Promise<void> {
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    this.began = performance.now();
  }
}

/** Lets other requests run after work on many bytes or characters. */
export async function pauseAfter(size: number): Promise<void> {
  if (size > MANY) await new Slices().next();
}
