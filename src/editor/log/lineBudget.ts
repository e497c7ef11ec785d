/** So many lines in each second, and no more: the rest is counted. */
export class LineBudget {
  private second = 0;
  private spent = 0;

  constructor(private readonly perSecond: number) {}

  /** Takes up to `wanted` lines out of the second that `now` (milliseconds) is in; returns how many there were. */
  take(wanted: number, now: number): number {
    const second = Math.floor(now / 1000);
    if (second !== this.second) {
      this.second = second;
      this.spent = 0;
    }
    const granted = Math.min(wanted, this.perSecond - this.spent);
    this.spent += granted;
    return granted;
  }

  /** Milliseconds from `now` until there are lines again. */
  static untilNext(now: number): number {
    return 1000 - (now % 1000);
  }
}
