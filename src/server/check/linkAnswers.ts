import type { Target } from './links';
import type { LinkAnswer } from './problemsOf';

/** Milliseconds that an answer stays valid: a program may create or remove a file without an event. */
const BELIEVED = 10_000;
const MOST = 20_000;

/** The answers for addresses, each asked once until something changes. */
export class LinkAnswers {
  private readonly known = new Map<string, LinkAnswer | Promise<LinkAnswer>>();
  private since = 0;
  /** Increases when answers are forgotten, so that results based on them count as old. */
  generation = 0;

  constructor(
    private readonly ask: (target: Target) => Promise<LinkAnswer>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  of = (target: Target): LinkAnswer | Promise<LinkAnswer> => {
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

  /** Begins a check; outdated answers are forgotten. */
  begin(): void {
    if (this.now() - this.since > BELIEVED || this.known.size > MOST) this.forget();
  }

  /** Forgets all answers, since any may have changed. */
  forget(): void {
    this.known.clear();
    this.since = this.now();
    this.generation += 1;
  }

  /** A file appeared at a path or disappeared. The path may be a near name, a folder or a clean URL of another address. */
  forgetPath(path: string): void {
    const stem = path.replace(/(?:index)?\.[^./]*$/, '');
    let isOld = false;
    for (const [key, looked] of this.known) {
      if (!(looked instanceof Promise) && looked.kind === 'there' && !key.startsWith(stem)) continue;
      isOld = this.known.delete(key) || isOld;
    }
    if (isOld) this.generation += 1;
  }

  /** The text of a document has changed, and its fragments may have, too. */
  forgetDocuments(): void {
    for (const [key, looked] of this.known)
      if (looked instanceof Promise || looked.kind === 'document') this.known.delete(key);
  }
}
