/** A look that takes longer than this many milliseconds, several times running, would hold up quick requests. */
const SLOW = 4;
const IN_A_ROW = 3;
/** Milliseconds after which a slow disk gets another chance. */
const FOR = 30_000;

/** Whether a disk answers quickly enough to be asked while everybody waits. */
export class Pace {
  private slow = 0;
  private until = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get isQuick(): boolean {
    return this.until === 0;
  }

  /** @param duration milliseconds that the disk has taken */
  notice(duration: number): void {
    this.slow = duration > SLOW ? this.slow + 1 : 0;
    if (this.slow >= IN_A_ROW) this.until = this.now() + FOR;
  }

  /** To be called now and then. */
  reconsider(): void {
    if (this.isQuick || this.now() < this.until) return;
    this.until = 0;
    this.slow = 0;
  }
}
