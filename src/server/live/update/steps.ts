import type { SourceNode, ToPage } from '../../../protocol/page';
import type { Addresses } from '../addresses';
import { inBackground } from '../background';
import type { ConnectedPage, Done, PageEvents, Pending, Step } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import type { Source } from '../../diff/trees';
import { messageFor } from '../kinds';
import { Patches, type Texts } from './patches';
import { TypedStyles } from './typedStyles';

/** Milliseconds after which a page that has connected has mostly loaded. */
const LOADED = 200;

/** The texts of files, and a listener for documents. */
export interface StepContext extends Texts {
  /** A document was compared, and the message is on its way. */
  onDocument(touch: 'patch' | 'reload', pending: Pending): void;
}

/** Decides the message for an update that is due, and what follows when the page does not apply it. */
export class Steps implements PageEvents {
  readonly typedStyles = new TypedStyles();
  private readonly patches: Patches;
  private sequence = 0;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'log' | 'options'>,
    private readonly addresses: Addresses,
    private readonly context: StepContext,
  ) {
    this.patches = new Patches(host, context);
  }

  /** The number of the next message. */
  next(): number {
    return ++this.sequence;
  }

  /** Prepares the first change of a page's document, once the page itself has what it asked for. */
  prepare(page: ConnectedPage): void {
    setTimeout(() => this.patches.prepare(page), LOADED).unref();
  }

  /** The source of a document as the next request would get it; undefined for one that is being written. */
  async current(file: string): Promise<Source | undefined> {
    const source = await this.patches.read(file);
    return source === 'half written' ? undefined : source;
  }

  /** The numbered tree of a source; undefined where it is too large or too deep. */
  treeOf(source: Source): SourceNode | undefined {
    return this.patches.treeOf(source);
  }

  /** The number of a node in another source of the same document; undefined where it is gone. */
  counterpart(from: Source, to: Source, node: number): number | undefined {
    return this.patches.counterpart(from, to, node);
  }

  /** A step that fails becomes a reload if it was saved. */
  async step(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    try {
      return await this.decide(page, pending);
    } catch (error) {
      const path = this.pathFor(page, pending.file);
      this.host.log('error', `live: ${path} cannot be compared: ${String(error)}`);
      return pending.saved ? { message: { type: 'reload', seq: this.next(), path } } : undefined;
    }
  }

  onOutcome(page: ConnectedPage, pending: Pending, done: Done, sent: ToPage['type']): void {
    if (done.outcome === 'prevented') return;
    const path = this.pathFor(page, pending.file);
    const isPlain = sent === 'reload' && done.outcome === 'reloaded';
    const reason = done.reason ?? (isPlain ? 'what changed acts only when a page loads' : done.outcome);
    if (done.outcome === 'reloaded') {
      this.host.log('info', `live: ${page.address} reloaded for ${path}: ${reason}`);
      return;
    }
    // A page that refuses to reload would refuse again.
    if (sent === 'reload') {
      this.host.log('warn', `live: ${page.address} does not reload for ${path}: ${reason}`);
      return;
    }
    // A patch that fails may be half applied: the page reloads even before the save.
    const isBroken = done.outcome === 'failed' && page.touch(pending.file) === 'document';
    const isDue = pending.saved || isBroken;
    this.host.log(isDue ? 'info' : 'debug', `live: ${page.address} could not take ${path}: ${reason}`);
    if (isDue) page.reload(this.next(), path, pending);
  }

  reloadsOnSave(): boolean {
    return this.host.options().onSave === 'reload';
  }

  inBackground(work: Promise<void>): void {
    inBackground(work, this.host, 'live: updating a page');
  }

  /** The path by which the page knows the file. */
  private pathFor(page: ConnectedPage, file: string): string {
    return page.names.get(file) ?? this.addresses.pathOf(file);
  }

  private async decide(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    const { file, saved } = pending;
    const touch = page.touch(file);
    if (touch === 'document') return this.document(page, pending);
    if (touch === 'style' && !saved) return this.draft(page, file);
    const type = saved && this.reloadsOnSave() ? 'reload' : messageFor(touch, saved);
    return type && { message: { type, seq: this.next(), path: this.pathFor(page, file) } };
  }

  private async document(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    const step = await this.patches.step(page, pending);
    if (step === undefined) return undefined;
    const head = { seq: this.next(), path: this.pathFor(page, pending.file) };
    const onSent = (): void => this.context.onDocument(step === 'reload' ? step : 'patch', pending);
    if (step === 'reload') return { message: { type: step, ...head }, onSent };
    const { operations, becomes, source } = step;
    const known = source === undefined ? {} : { source };
    const judged = pending.saved && this.host.options().onSave === 'auto' ? { saved: true as const } : {};
    return {
      message: { type: 'patch', ...head, document: becomes.id, operations, ...known, ...judged },
      becomes,
      onSent,
    };
  }

  /** A draft that does not close what it opens leaves the page as it is. */
  private async draft(page: ConnectedPage, file: string): Promise<Step | undefined> {
    const text = this.context.unsavedOf(file) ?? (await this.host.read(file))?.toString() ?? '';
    const check = await this.typedStyles.checks(file, text);
    if (check === 'open') return undefined;
    return {
      message: { type: 'style', seq: this.next(), path: this.pathFor(page, file), check },
      onApplied: () => this.typedStyles.applied(file, text),
    };
  }
}
