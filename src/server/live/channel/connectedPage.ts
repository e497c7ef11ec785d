import type { PageFacts } from '../../../protocol/doctor';
import type { FromPage, ToPage, UseKind } from '../../../protocol/page';
import type { Right } from '../../ask/entrance';
import type { Startup } from '../../diff/startup';
import type { Source } from '../../diff/trees';
import { type Touch, touchOf } from '../kinds';
import type { Connection } from './connection';
import type { Absence } from './missed';

/** An update that is due to a page. */
export interface Pending {
  readonly file: string;
  /** Whether the file was saved: only a save may reload the page. */
  readonly saved: boolean;
  /** When the server heard of the change, by `performance.now()`. */
  readonly began: number;
  /** Whether the page is told only because another one has reloaded. */
  readonly isBeside?: true;
}

/** A message to a page, and the effects of sending it. */
export interface Step {
  readonly message: ToPage & { readonly seq: number };
  /** The source that the page shows once it has applied the message. */
  readonly becomes?: Source;
  /** Whether the page cannot follow in full before the save. */
  readonly isPartial?: boolean;
  /** Called after the message is handed to the socket, for work that the message need not wait for. */
  onSent?(): void;
  /** Called when the page says that it has applied the message. */
  onApplied?(): void;
}

export type Done = Extract<FromPage, { type: 'done' }>;

/** Decides what a page is sent; implemented by `update/`, which knows the files. */
export interface PageEvents {
  /** The message for a pending update as things are now; undefined when the page needs none. Never rejects. */
  step(page: ConnectedPage, pending: Pending): Promise<Step | undefined>;
  /** The page reloads. */
  onLeaving(page: ConnectedPage, pending: Pending): void;
  /** The page did not apply a message of type `sent`. */
  onOutcome(page: ConnectedPage, pending: Pending, done: Done, sent: ToPage['type']): void;
  /** Whether each save reloads the pages that use the file. */
  reloadsOnSave(): boolean;
  /** Resolves when the page may be told: hundreds may wait for the same file. */
  turn(): Promise<void>;
  /** Takes a promise that nothing waits for. */
  inBackground(work: Promise<void>): void;
}

/** The update under way; docs/live.md has the drawing. */
type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'preparing'; readonly pending: Pending }
  | { readonly kind: 'sent' | 'leaving'; readonly pending: Pending; readonly step: Step };

const IDLE: State = { kind: 'idle' };

/** One document in one tab. One update is under way at a time; of those that wait for one file, the latest wins. */
export class ConnectedPage {
  /** Files that the page was made of, and how it uses each. */
  readonly uses = new Map<string, UseKind>();
  /** The files by the URL paths that the page uses: a file that is linked or mounted twice has several. */
  readonly names = new Map<string, string>();
  /** The files by the absolute paths through links that lead to them. */
  readonly ways = new Map<string, string>();
  /** The links that those paths lead through. */
  readonly links = new Set<string>();
  /** The id of the source that the page showed when it connected; empty for none. */
  shownId = '';
  /** The source that the page shows; undefined when the server no longer has it. */
  shown: Source | undefined;
  /** Like `shown`, for a document whose encoding only the browser knew; it is never patched. */
  guessed: Source | undefined;
  /** The encoding that the browser chose, once it has reported it. */
  charset: string | undefined;
  /** The source that the browser loaded, whose scripts have run. */
  loaded: Source | undefined;
  /** The parts of `loaded` that act at load; found at the first update. */
  startup: Startup | undefined;
  /** Whether the page has the numbered source tree that patches refer to. */
  hasTree = false;
  /** Whether the page applied drafts since it last compared itself with a fresh load. */
  isUnchecked = false;
  /** Why the patches since the load need a fresh load, as far as the sources tell. */
  whyLoad: string | undefined;
  /** Files that elements of the page failed to load, until the next update of each. */
  readonly lost = new Set<string>();
  /** All pages that are connected. */
  beside: Iterable<ConnectedPage> = [];
  /** Set if a script may look into the window of a frame, or out of a frame. */
  around: { readonly around?: true } = {};
  /** Whether a script of the page has fetched its document. */
  readsItself = false;
  visible = true;
  /** Whether its device has a right now; asked again for each message. */
  may: (right: Right) => boolean = () => true;
  private readonly waiting = new Map<string, Pending>();
  /** Files whose drafts the page could not take; it must get their save. */
  private readonly behind = new Set<string>();
  private state: State = IDLE;
  private lastAnswer: { readonly file: string; readonly done: Done } | undefined;

  constructor(
    /** The path of its address, as the browser has it. */
    readonly address: string,
    /** Absolute path of its document. */
    public file: string | undefined,
    /** How long the page was cut off from changes before it connected. */
    readonly absence: Absence,
    readonly connection: Connection,
    private readonly events: PageEvents,
  ) {}

  /** The paths by which the page knows a file, the first one first. */
  namesOf(file: string): string[] {
    return [...this.names].flatMap(([path, named]) => (named === file ? path : []));
  }

  touch(file: string): Touch {
    return touchOf(this.uses.get(file), file === this.file);
  }

  /** Queues an update; it replaces an older one for the same file. */
  want(pending: Pending): void {
    const { state } = this;
    // A file that replaces a link is reported twice: as another file and as a new one.
    const isSame = state.kind === 'preparing' && state.pending.file === pending.file;
    if (isSame && state.pending.began === pending.began) return;
    const key = keyOf(pending);
    const saved = pending.saved || (this.waiting.get(key)?.saved ?? false);
    this.waiting.delete(key);
    this.waiting.set(key, { ...pending, saved });
    this.proceed();
  }

  /** The file was saved with the content of its last draft: drafts that the page could not take are due now. */
  saved(file: string, began: number): void {
    const pending: Pending = { file, saved: true, began };
    const isUnchecked = this.isUnchecked && (file === this.file || this.events.reloadsOnSave());
    if (isUnchecked || this.behind.has(file) || this.waiting.has(file)) this.want(pending);
    else if (this.state.kind !== 'idle' && this.state.pending.file === file)
      this.state = { ...this.state, pending };
  }

  done(done: Done): void {
    const { state } = this;
    if (state.kind !== 'sent' && state.kind !== 'leaving') return;
    const { pending, step } = state;
    if (step.message.seq !== done.seq) return;
    if (!pending.isBeside) this.lastAnswer = { file: pending.file, done };
    this.state = done.outcome === 'reloaded' ? { ...state, kind: 'leaving' } : IDLE;
    if (done.outcome === 'reloaded') this.events.onLeaving(this, pending);
    if (step.message.type === 'patch') this.hasTree = true;
    if (done.outcome === 'applied') this.applied(step, pending, done);
    else if (done.outcome === 'waits') this.fallBehind(pending);
    else {
      if (!pending.saved) this.behind.add(pending.file);
      this.events.onOutcome(this, pending, done, step.message.type);
    }
    this.proceed();
  }

  /** Whether a draft of the file waits for its save. */
  isBehind(file: string): boolean {
    return this.behind.has(file);
  }

  /** The page's last answer, if it was to an update of the file. */
  answerTo(file: string): PageFacts['last'] {
    const { lastAnswer } = this;
    if (lastAnswer?.file !== file) return undefined;
    const { outcome, reason = '' } = lastAnswer.done;
    return { outcome, reason };
  }

  /** Milliseconds since the change that the page was sent and has not answered; 0 if nothing is under way. */
  get unanswered(): number {
    const { state } = this;
    const isAsked = state.kind === 'sent' || state.kind === 'leaving';
    return isAsked ? performance.now() - state.pending.began : 0;
  }

  /** The source in which nodes have numbers. */
  get numbered(): Source | undefined {
    return this.shown ?? this.guessed;
  }

  /** The sources that the page may name when it connects again. */
  get sources(): readonly Source[] {
    const next = this.state.kind === 'sent' ? this.state.step.becomes : undefined;
    return [this.loaded, this.shown, next].filter(source => source !== undefined);
  }

  /** Reloads the page, even while another update is under way. */
  reload(
    head: { readonly seq: number; readonly path: string; readonly cause: string },
    pending: Pending,
  ): void {
    this.send({ message: { type: 'reload', ...head, ...this.around } }, pending);
  }

  private applied(step: Step, { file, saved }: Pending, { reason }: Done): void {
    const { message, becomes, isPartial = false } = step;
    if (becomes) this.shown = becomes;
    // A load would show more than the draft does.
    if (!saved && (isPartial || reason !== undefined)) this.behind.add(file);
    if (!saved) this.isUnchecked = true;
    else if (message.type === 'patch' && message.saved) this.isUnchecked = false;
    step.onApplied?.();
  }

  private proceed(): void {
    if (this.state.kind === 'idle' && this.waiting.size > 0) this.events.inBackground(this.pump());
  }

  private async pump(): Promise<void> {
    for (const [key, pending] of this.waiting) {
      if (this.state.kind !== 'idle') return;
      this.waiting.delete(key);
      this.behind.delete(key);
      this.state = { kind: 'preparing', pending };
      const step = await this.events.step(this, pending);
      if (step) await this.events.turn();
      // Read again: during the `await`, a reload may have been sent, or the file saved.
      const now = this.now();
      if (now.kind !== 'preparing') return;
      this.state = IDLE;
      if (step) this.send(step, now.pending);
      else if (!pending.saved) this.fallBehind(now.pending);
    }
  }

  /** Hides the state from TypeScript's narrowing, which ignores changes during an `await`. */
  private now(): State {
    return this.state;
  }

  /** Keeps a draft that the page could not take for its save, which may have come meanwhile. */
  private fallBehind(pending: Pending): void {
    if (pending.saved) this.want(pending);
    else this.behind.add(pending.file);
  }

  private send(step: Step, pending: Pending): void {
    const { message } = step;
    // Beside another page, this one may stay.
    const isLeaving = message.type === 'reload' && !message.beside;
    if (!pending.isBeside) this.lost.delete(pending.file);
    if (isLeaving) {
      this.waiting.clear();
      this.events.onLeaving(this, pending);
    }
    this.state = { kind: isLeaving ? 'leaving' : 'sent', pending, step };
    this.connection.send(message);
    step.onSent?.();
  }
}

/** By what updates wait: a page may use the file for which another one has reloaded. */
const keyOf = ({ file, isBeside }: Pending): string => (isBeside ? `${file}\0` : file);
