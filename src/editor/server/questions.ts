import type { ServerFacts } from '../../protocol/doctor';
import type { FromThread, ToThread } from '../../protocol/thread';

/** Milliseconds after which a thread that has not answered counts as gone. */
const PATIENCE = 5000;

/** The facts about a file; undefined for a file that the server does not serve. */
type Answer = ServerFacts | undefined | 'silent';

/** Questions to a thread, with one answer each. */
export class Questions {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private last = 0;

  constructor(private readonly post: (message: ToThread) => void) {}

  /** The facts about a file; `silent` if the server does not answer. */
  examine(file: string, port: number): Promise<Answer> {
    const id = ++this.last;
    return new Promise(resolve => {
      const timer = setTimeout(() => this.finish(id, 'silent'), PATIENCE);
      this.waiting.set(id, answer => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.post({ type: 'examine', id, file, port });
    });
  }

  answered({ id, facts }: Pick<Extract<FromThread, { type: 'examined' }>, 'id' | 'facts'>): void {
    this.finish(id, facts);
  }

  private finish(id: number, answer: Answer): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
