import type { Outcome } from '../../protocol/page';
import { isArray, now, parseJson, toJson } from '../own/language';
import { filter, part, push, some } from '../own/lists';
import { location, navigations } from '../own/window';
import type { Mark } from './marks';
import { store, takeStored } from './storage';

/** A cause of reloads, and its time in milliseconds since the epoch. */
type Past = readonly [cause: string, time: number];

/** The address that the document was loaded from. */
const ADDRESS = location.href;
/** Whether the document replaces a missing file. */
const isMissing = (): boolean =>
  some(navigations(), entry => ((entry as PerformanceNavigationTiming).responseStatus ?? 0) >= 400);

/** Reloads again for the same cause: a page that changes one of its files at each load would reload for ever. */
const MOST_AGAIN = 2;
/** Milliseconds in which reloads count. */
const PERIOD = 10_000;

/** The outcome of an update, with the reason if it was not applied or took a reload. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reason?: string;
}

const isAgain = (cause: string, before: readonly Past[]): boolean => some(before, past => past[0] === cause);

function reloadAtOnce(keep: () => void): void {
  keep();
  location.reload();
}

/** Reloads the page and keeps the visitor's state. Limits the reloads for one cause in ten seconds. */
export class Reloading {
  #past: readonly Past[] = [];
  #hasTold = false;

  /**
   * Takes what the page before the reload has stored.
   * @param restore brings the visitor's state back
   */
  begin(restore: (kept: readonly Mark[]) => unknown): void {
    try {
      const stored: unknown = parseJson(takeStored() ?? '[]');
      if (!isArray(stored) || stored.length !== 3) return;
      this.#past = stored[0] as readonly Past[];
      const address = stored[2] as string;
      // `history.pushState` led to an address that the server does not know: the page returns to the one that it was loaded from.
      if (isMissing() && address !== location.href) return location.replace(address);
      const kept = stored[1] as readonly Mark[];
      if (kept.length > 0) restore(kept);
    } catch {
      // A state that cannot be read is dropped.
    }
  }

  /**
   * @param state reads the visitor's state
   * @param load loads the page, after it has called its argument, which keeps the state
   */
  reload(cause: string, state: () => readonly Mark[], load = reloadAtOnce): Answer {
    const time = now();
    const recent = filter(this.#past, past => time - past[1] < PERIOD);
    const again = filter(recent, (past: Past, at: number) => isAgain(past[0], part(recent, 0, at)));
    if (again.length >= MOST_AGAIN && isAgain(cause, recent)) return this.#refuse(cause);
    push(recent, [cause, time]);
    this.#past = recent;
    load(() => this.#keep(state));
    return { outcome: 'applied' };
  }

  /** A page whose state cannot be kept is reloaded without it. */
  #keep(state: () => readonly Mark[]): void {
    let marks: readonly Mark[] = [];
    try {
      marks = state();
    } catch {
      // The page has replaced natives that `state` needs.
    }
    store(toJson([this.#past, marks, ADDRESS]));
  }

  /** Told to the server once, for its log. */
  #refuse(cause: string): Answer {
    const outcome = this.#hasTold ? 'prevented' : 'failed';
    this.#hasTold = true;
    return { outcome, reason: `again:${cause}` };
  }
}
