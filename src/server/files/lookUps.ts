import type { Found } from './found';

/** A look at one path, and the one after it. */
interface Turn {
  readonly now: Promise<Found>;
  next: Promise<Found> | undefined;
}

/**
 * One look at a path under way and one waiting, however many ask. Who asks while one is under way shares the next: it begins
 * when all who share it have asked, so that nobody is told how things stood before.
 */
export class LookUps {
  private readonly turns = new Map<string, Turn>();
  /** Open files that somebody has: each has one owner, who closes it. */
  private readonly owned = new WeakSet<Found>();

  /** @param look must not reject */
  constructor(private readonly look: (file: string) => Promise<Found>) {}

  async at(file: string): Promise<Found> {
    const found = await this.share(file);
    if (found.kind !== 'open') return found;
    if (this.owned.has(found)) return this.look(file);
    this.owned.add(found);
    return found;
  }

  private share(file: string): Promise<Found> {
    const turn = this.turns.get(file);
    if (!turn) return this.begin(file);
    turn.next ??= turn.now.then(() => this.begin(file));
    return turn.next;
  }

  private begin(file: string): Promise<Found> {
    const turn: Turn = { now: this.look(file), next: undefined };
    this.turns.set(file, turn);
    void turn.now.then(() => turn.next === undefined && this.turns.delete(file));
    return turn.now;
  }
}
