import type { ServerFacts } from '../../protocol/doctor';
import type { FromThread, ToThread } from '../../protocol/thread';

/** Milliseconds after which a thread that has not answered is taken for gone. */
const PATIENCE = 3000;

/** Questions to a thread, each with one answer. */
export class Questions {
  private readonly waiting = new Map<number, (facts: ServerFacts | undefined) => void>();
  private last = 0;

  constructor(private readonly post: (message: ToThread) => void) {}

  /** The facts about a file; undefined where the server does not serve it, or does not answer. */
  examine(file: string, port: number): Promise<ServerFacts | undefined> {
    const id = ++this.last;
    return new Promise(resolve => {
      const timer = setTimeout(() => this.answered({ id, facts: undefined }), PATIENCE);
      this.waiting.set(id, facts => {
        clearTimeout(timer);
        resolve(facts);
      });
      this.post({ type: 'examine', id, file, port });
    });
  }

  answered({ id, facts }: Pick<Extract<FromThread, { type: 'examined' }>, 'id' | 'facts'>): void {
    this.waiting.get(id)?.(facts);
    this.waiting.delete(id);
  }
}
