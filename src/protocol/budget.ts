/** The most messages of a second, and their characters in all. */
export interface Most {
  readonly count: number;
  readonly characters: number;
}

/** Decides for each message whether it still fits into its second, and counts those that do not. */
export class Budget {
  private second = -1;
  private count = 0;
  private characters = 0;
  private left = 0;

  constructor(private readonly most: Most) {}

  /** @param now milliseconds of a clock that never goes back */
  takes(characters: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.second) [this.second, this.count, this.characters] = [second, 0, 0];
    this.count += 1;
    this.characters += characters;
    const fits = this.count <= this.most.count && this.characters <= this.most.characters;
    if (!fits) this.left += 1;
    return fits;
  }

  /** How many did not fit since the last call. */
  leftOut(): number {
    const { left } = this;
    this.left = 0;
    return left;
  }
}
