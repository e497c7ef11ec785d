import type { FromPage, ToPage, UseKind } from '../../../protocol/page';
import type { Connection } from './connection';
import type { Source } from '../../diff/trees';
import type { Absence } from './missed';
import { type Touch, touchOf } from '../kinds';
import type { Startup } from '../../diff/startup';

/** An update that waits until the page has taken the one before. */
export interface Pending {
  readonly file: string;
  /** Whether it was saved: only then may the page be reloaded for its sake. */
  readonly saved: boolean;
  /** When the server heard of it, by `performance.now()`. */
  readonly began: number;
}

/** What is sent for a pending update; undefined when the page needs nothing. `becomes` is the source shown after it. */
export interface Step {
  readonly message: ToPage & { readonly seq: number };
  readonly becomes?: Source;
  /** It is on its way: the moment for what need not come before it. */
  onSent?(): void;
  /** The page has taken it. */
  onTaken?(): void;
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
  /** The id of the source that the page showed when it came; empty for none. */
  shownId = '';
  /** The source that the page shows; undefined when it is not known any more. */
  shown: Source | undefined;
  /** The source that the browser loaded, and with it the scripts that ran. */
  loaded: Source | undefined;
  /** What of it no patch can change, once somebody asked. */
  startup: Startup | undefined;
  /** Whether the page has the numbered source tree that patches speak of. */
  hasTree = false;
  visible = true;
  private readonly waiting = new Map<string, Pending>();
  /** Files whose drafts it could not take: they are due when they are saved. */
  private readonly behind = new Set<string>();
  private state: 'idle' | 'preparing' | 'sent' | 'leaving' = 'idle';
  /** The update that is under way. */
  private current: Pending | undefined;
  private sent: Step | undefined;

  constructor(
    /** The path of its address, as the browser has it. */
    readonly address: string,
    /** Absolute path of its document. */
    readonly file: string | undefined,
    /** How long it had not heard of its files when it came. */
    readonly absence: Absence,
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
    this.waiting.set(pending.file, { ...pending, saved });
    if (this.state === 'idle') void this.pump();
  }

  /** The file was saved as it was typed: what the page could not take as a draft is due. */
  saved(file: string, began: number): void {
    const pending: Pending = { file, saved: true, began };
    if (this.behind.has(file) || this.waiting.has(file)) this.want(pending);
    else if (this.current?.file === file) this.current = pending;
  }

  done(done: Extract<FromPage, { type: 'done' }>): void {
    const { sent, current } = this;
    if (!sent || !current || sent.message.seq !== done.seq) return;
    this.sent = undefined;
    this.state = 'idle';
    if (sent.message.type === 'patch') this.hasTree = true;
    if (done.outcome === 'applied') {
      if (sent.becomes) this.shown = sent.becomes;
      sent.onTaken?.();
    } else if (done.outcome === 'waits') this.fallBehind(current);
    else {
      if (!current.saved) this.behind.add(current.file);
      this.events.onOutcome(this, current, done);
    }
    void this.pump();
  }

  /** The sources that the page may ask for when it connects again. */
  get sources(): readonly Source[] {
    return [this.loaded, this.shown, this.sent?.becomes].filter(source => source !== undefined);
  }

  /** Reloads the page whatever else is under way. */
  reload(seq: number, path: string, pending: Pending): void {
    this.waiting.clear();
    this.current = pending;
    this.send({ message: { type: 'reload', seq, path } });
  }

  private async pump(): Promise<void> {
    for (const [file, pending] of this.waiting) {
      if (this.state !== 'idle') return;
      this.waiting.delete(file);
      this.behind.delete(file);
      this.state = 'preparing';
      this.current = pending;
      const step = await this.events.step(this, pending);
      // Another may have sent a reload meanwhile.
      if (!this.isPreparing()) return;
      this.state = 'idle';
      if (step) this.send(step);
      else if (!pending.saved) this.fallBehind(this.current);
    }
  }

  /** What could not be taken as a draft waits for its save, which may have come meanwhile. */
  private fallBehind(pending: Pending): void {
    if (pending.saved) this.want(pending);
    else this.behind.add(pending.file);
  }

  /** The state changes while `pump` waits. */
  private isPreparing(): boolean {
    return this.state === 'preparing';
  }

  private send(step: Step): void {
    if (step.message.type === 'reload') {
      this.state = 'leaving';
      this.waiting.clear();
    } else this.state = 'sent';
    this.sent = step;
    this.connection.send(step.message);
    step.onSent?.();
  }
}
