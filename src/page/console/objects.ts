import { OwnMap } from '../own/language';

/** Objects kept so that they can be opened; the oldest are dropped first. */
const MOST = 2_000;

/** The objects that a console may still ask for, by number. */
export class Objects {
  private known = new OwnMap<number, object>();
  private last = 0;

  keep(object: object): number {
    this.last += 1;
    this.known.set(this.last, object);
    this.known.delete(this.last - MOST);
    return this.last;
  }

  get(id: number): object | undefined {
    return this.known.get(id);
  }

  clear(): void {
    this.known = new OwnMap();
  }
}
