import type { Target } from './links';
import type { Looked } from './problemsOf';

/** Milliseconds for which an answer is believed: a program may make or remove a file without a word. */
const BELIEVED = 10_000;
const MOST = 20_000;

/** How addresses are answered, each asked for once until something changes. */
export class Looks {
  private readonly known = new Map<string, Looked | Promise<Looked>>();
  private since = 0;
  /** Counts up when answers are forgotten: what was made of them is old. */
  generation = 0;

  constructor(
    private readonly ask: (target: Target) => Promise<Looked>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  of = (target: Target): Looked | Promise<Looked> => {
    const key = `${target.path} ${String(target.isLink)} ${String(target.fragment !== undefined)}`;
    const known = this.known.get(key);
    if (known) return known;
    const asked = this.ask(target).then(looked => {
      if (this.known.get(key) === asked) this.known.set(key, looked);
      return looked;
    });
    this.known.set(key, asked);
    return asked;
  };

  /** Begins a check: answers that are too old are forgotten. */
  begin(): void {
    if (this.now() - this.since > BELIEVED || this.known.size > MOST) this.forget();
  }

  /** Everything may be answered in another way. */
  forget(): void {
    this.known.clear();
    this.since = this.now();
    this.generation += 1;
  }

  /** Something came to a path or went from it; a name that was missing may be near to it, or a folder or a clean URL of it. */
  forgetPath(path: string): void {
    const stem = path.replace(/(?:index)?\.[^./]*$/, '');
    let isOld = false;
    for (const [key, looked] of this.known) {
      if (!(looked instanceof Promise) && looked.kind === 'there' && !key.startsWith(stem)) continue;
      isOld = this.known.delete(key) || isOld;
    }
    if (isOld) this.generation += 1;
  }

  /** The text of a document has changed: its fragments may be others. */
  forgetDocuments(): void {
    for (const [key, looked] of this.known)
      if (looked instanceof Promise || looked.kind === 'document') this.known.delete(key);
  }
}
