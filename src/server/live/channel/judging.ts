import type { SheetState } from '../../../protocol/bridgeMessages';
import type { Check, FromPage, ToPage } from '../../../protocol/page';
import type { ConnectedPage } from './connectedPage';

/** Milliseconds that a page gets to answer; one in a hidden tab may not. */
const PATIENCE = 1_000;

type Answer = Extract<FromPage, { type: 'judged' | 'sheets' }>;

interface Asked {
  readonly page: ConnectedPage;
  readonly finish: (answer: Answer | undefined) => void;
}

/** Asks pages what their browser makes of style. */
export class Judging {
  private readonly waiting = new Map<number, Asked>();
  private last = 0;

  /** The positions of the pieces that the browsers of these pages drop; undefined where none answers. */
  async dropped(
    pages: readonly ConnectedPage[],
    checks: readonly Check[],
  ): Promise<readonly number[] | undefined> {
    // A page in a hidden tab may be frozen.
    const page = pages.find(({ visible }) => visible) ?? pages[0];
    const answer = page && (await this.ask(page, id => ({ type: 'judge', id, checks })));
    return answer?.type === 'judged' ? answer.dropped : undefined;
  }

  /** How a page applies the style sheet of these paths, at each place that names it; none where it does not answer. */
  async sheets(page: ConnectedPage, paths: readonly string[]): Promise<readonly SheetState[]> {
    const answer = await this.ask(page, id => ({ type: 'sheets', id, paths }));
    return answer?.type === 'sheets' ? answer.states : [];
  }

  hear(page: ConnectedPage, answer: Answer): void {
    if (this.waiting.get(answer.id)?.page === page) this.finish(answer.id, answer);
  }

  private ask(page: ConnectedPage, question: (id: number) => ToPage): Promise<Answer | undefined> {
    const id = ++this.last;
    return new Promise(resolve => {
      const timer = setTimeout(() => this.finish(id, undefined), PATIENCE);
      const finish = (answer: Answer | undefined): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.waiting.set(id, { page, finish });
      page.connection.send(question(id));
    });
  }

  private finish(id: number, answer: Answer | undefined): void {
    this.waiting.get(id)?.finish(answer);
    this.waiting.delete(id);
  }
}
