import type { Check, FromPage } from '../../../protocol/page';
import type { ConnectedPage } from './connectedPage';

/** Milliseconds that a page gets to answer; one in a hidden tab may not. */
const PATIENCE = 1_000;

type Answer = readonly number[] | undefined;

interface Asked {
  readonly page: ConnectedPage;
  readonly settle: (answer: Answer) => void;
}

/** Asks pages which pieces of style their browser drops. */
export class Judging {
  private readonly waiting = new Map<number, Asked>();
  private last = 0;

  /** The positions of the pieces that the page's browser drops; undefined where it does not answer. */
  ask(page: ConnectedPage, checks: readonly Check[]): Promise<Answer> {
    const id = ++this.last;
    return new Promise(resolve => {
      const timer = setTimeout(() => this.settle(id, undefined), PATIENCE);
      const settle = (answer: Answer): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.waiting.set(id, { page, settle });
      page.connection.send({ type: 'judge', id, checks });
    });
  }

  hear(page: ConnectedPage, { id, dropped }: Extract<FromPage, { type: 'judged' }>): void {
    if (this.waiting.get(id)?.page === page) this.settle(id, dropped);
  }

  private settle(id: number, answer: Answer): void {
    this.waiting.get(id)?.settle(answer);
    this.waiting.delete(id);
  }
}
