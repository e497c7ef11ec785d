/** Limits the lines per second. */
export class LineBudget {
  private second = 0;
  private spent = 0;

  constructor(private readonly perSecond: number) {}

  /** Takes up to `wanted` lines from the second that contains `now` (milliseconds); returns how many were left. */
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

  /** Milliseconds from `now` to the next second. */
  static untilNext(now: number): number {
    return 1000 - (now % 1000);
  }
}
