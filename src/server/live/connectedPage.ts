import type { FromPage, ToPage, UseKind } from '../../protocol/page';
import type { Connection } from './connection';
import type { Source } from './documents';
import { type Touch, touchOf } from './kinds';

/** An update that waits until the page has taken the one before. */
export interface Pending {
  readonly file: string;
  /** Whether it was saved: only then may the page be reloaded for its sake. */
  readonly saved: boolean;
}

/** What is sent for a pending update; undefined when the page needs nothing. `becomes` is the source shown after it. */
export interface Step {
  readonly message: ToPage & { readonly seq: number };
  readonly becomes?: Source;
}

/** What a page needs from the one who knows the files. */
export interface PageEvents {
  /** The message for a pending update as things are now. */
  step(page: ConnectedPage, pending: Pending): Promise<Step | undefined>;
  /** The page did not take an update. */
  onOutcome(page: ConnectedPage, pending: Pending, done: Extract<FromPage, { type: 'done' }>): void;
}

/** One document loaded in one tab that is connected. One update is under way at a time; of those that wait, the latest wins. */
export class ConnectedPage {
  /** Files that the page was made of, and how it uses them. */
  readonly uses = new Map<string, UseKind>();
  /** The source that the page shows; undefined when it is not known any more. */
  shown: Source | undefined;
  /** Whether the page has the numbered source tree that patches speak of. */
  hasTree = false;
  visible = true;
  private readonly waiting = new Map<string, Pending>();
  private state: 'idle' | 'preparing' | 'sent' | 'leaving' = 'idle';
  private sent: { readonly step: Step; readonly pending: Pending } | undefined;

  constructor(
    /** The path of its address, as the browser has it. */
    readonly address: string,
    /** Absolute path of its document. */
    readonly file: string | undefined,
    readonly connection: Connection,
    private readonly events: PageEvents,
  ) {}

  touch(file: string): Touch {
    return touchOf(this.uses.get(file), file === this.file);
  }

  /** Queues an update; a newer one for the same file takes the older one's place. */
  want(pending: Pending): void {
    const saved = pending.saved || (this.waiting.get(pending.file)?.saved ?? false);
    this.waiting.delete(pending.file);
    this.waiting.set(pending.file, { file: pending.file, saved });
    if (this.state === 'idle') void this.pump();
  }

  done(done: Extract<FromPage, { type: 'done' }>): void {
    const { sent } = this;
    if (!sent || sent.step.message.seq !== done.seq) return;
    this.sent = undefined;
    this.state = 'idle';
    if (done.outcome === 'applied') {
      if (sent.step.becomes) this.shown = sent.step.becomes;
      if (sent.step.message.type === 'patch') this.hasTree = true;
    } else this.events.onOutcome(this, sent.pending, done);
    void this.pump();
  }

  /** Reloads the page whatever else is under way. */
  reload(seq: number, path: string, pending: Pending): void {
    this.waiting.clear();
    this.send({ message: { type: 'reload', seq, path } }, pending);
  }

  private async pump(): Promise<void> {
    for (const [file, pending] of this.waiting) {
      if (this.state !== 'idle') return;
      this.waiting.delete(file);
      this.state = 'preparing';
      const step = await this.events.step(this, pending);
      // Another may have sent a reload meanwhile.
      if (this.state !== 'preparing') return;
      this.state = 'idle';
      if (step) this.send(step, pending);
    }
  }

  private send(step: Step, pending: Pending): void {
    if (step.message.type === 'reload') {
      this.state = 'leaving';
      this.waiting.clear();
    } else this.state = 'sent';
    this.sent = { step, pending };
    this.connection.send(step.message);
  }
}
