import type { Outcome } from '../../protocol/page';
import { isArray, now, parseJson, toJson } from '../own/language';
import { filter, push, some } from '../own/lists';
import { pattern, test } from '../own/text';
import { location, navigations } from '../own/window';
import type { Mark } from './marks';
import { restore } from './restore';
import { store, takeStored } from './storage';

/** A cause of reloads, and when in milliseconds since the epoch. */
type Past = readonly [cause: string, time: number];

/** The address that the document was loaded from. */
const ADDRESS = location.href;
/** Whether the document is one that stands for a missing file. */
const isMissing = (): boolean =>
  some(navigations(), entry => ((entry as PerformanceNavigationTiming).responseStatus ?? 0) >= 400);

/** A page that changes a file of its own each time it loads would reload for ever. */
const MOST_RELOADS = 3;
/** An author may save a document quickly, with one change after the other. */
const MOST_OF_DOCUMENT = 10;
const DOCUMENT = pattern(/\.x?html?$/i, 'i');
/** Milliseconds in which they count. */
const PERIOD = 10_000;

/** The outcome of an update, with the reason if it was not applied or took a reload. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reason?: string;
}

/** Reloads the page with the visitor's state kept, so often in ten seconds for one cause and no more. */
export class Reloading {
  private past: readonly Past[] = [];
  private hasTold = false;

  /** Takes what the page before the reload has stored, and restores the visitor's state. */
  begin(): void {
    try {
      const stored: unknown = parseJson(takeStored() ?? '[]');
      if (!isArray(stored) || stored.length !== 3) return;
      this.past = stored[0] as readonly Past[];
      const address = stored[2] as string;
      // `history.pushState` had led to an address that the server does not know: the way back is the one of the load.
      if (isMissing() && address !== location.href) return location.replace(address);
      restore(stored[1] as readonly Mark[]);
    } catch {
      // State that cannot be read is worth less than a page that starts.
    }
  }

  /**
   * @param state reads the visitor's state
   * @param again loads the page
   */
  reload(cause: string, state: () => readonly Mark[], again = (): void => location.reload()): Answer {
    const time = now();
    const most = test(DOCUMENT, cause) ? MOST_OF_DOCUMENT : MOST_RELOADS;
    const recent = filter(this.past, past => time - past[1] < PERIOD);
    if (filter(recent, past => past[0] === cause).length >= most) return this.refuse(cause);
    push(recent, [cause, time]);
    this.past = recent;
    this.keep(state);
    again();
    return { outcome: 'applied' };
  }

  /** A page whose state cannot be kept is reloaded without it. */
  private keep(state: () => readonly Mark[]): void {
    try {
      store(toJson([this.past, state(), ADDRESS]));
    } catch {
      store(toJson([this.past, [], ADDRESS]));
    }
  }

  /** Says it once. */
  private refuse(cause: string): Answer {
    if (this.hasTold) return { outcome: 'prevented' };
    this.hasTold = true;
    return { outcome: 'failed', reason: `${cause} reloads the page again and again` };
  }
}
