import type { FromPage } from '../../../protocol/page';
import type { Addresses } from '../addresses';
import type { ConnectedPage, PageEvents, Pending, Step } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import { Drafts } from './drafts';
import { messageFor } from '../kinds';
import { Patches, type Texts } from './patches';

/** Milliseconds after which a page that has connected has mostly loaded. */
const AT_REST = 200;

/** What steps must know of the rest. */
export interface Around extends Texts {
  /** A document was compared, and this is sent. */
  onDocument(touch: 'patch' | 'reload', pending: Pending): void;
}

/** What is sent to a page for an update that is due, and what follows when the page does not take it. */
export class Steps implements PageEvents {
  readonly drafts = new Drafts();
  private readonly patches: Patches;
  private sequence = 0;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'log'>,
    private readonly addresses: Addresses,
    private readonly around: Around,
  ) {
    this.patches = new Patches(host, around);
  }

  /** The number of the next message. */
  next(): number {
    return ++this.sequence;
  }

  /** Makes ready for the first change of a page's document, when the page itself has what it asked for. */
  prepare(page: ConnectedPage): void {
    setTimeout(() => this.patches.prepare(page), AT_REST).unref();
  }

  async step(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    const { file, saved } = pending;
    const touch = page.touch(file);
    if (touch === 'document') return this.document(page, pending);
    if (touch === 'style' && !saved) return this.draft(file);
    const type = messageFor(touch, saved);
    return type && { message: { type, seq: this.next(), path: this.addresses.pathOf(file) } };
  }

  onOutcome(page: ConnectedPage, pending: Pending, done: Extract<FromPage, { type: 'done' }>): void {
    if (done.outcome === 'prevented') return;
    const path = this.addresses.pathOf(pending.file);
    // A document that fails may be half done: that must not stay, not even until it is saved.
    const isBroken = done.outcome === 'failed' && page.touch(pending.file) === 'document';
    const isDue = pending.saved || isBroken;
    this.host.log(
      isDue ? 'info' : 'debug',
      `live: ${page.address} could not take ${path}: ${done.reason ?? done.outcome}`,
    );
    if (isDue) page.reload(this.next(), path, pending);
  }

  private async document(page: ConnectedPage, pending: Pending): Promise<Step | undefined> {
    const step = await this.patches.step(page, pending);
    if (step === undefined) return undefined;
    const head = { seq: this.next(), path: this.addresses.pathOf(pending.file) };
    const onSent = (): void => this.around.onDocument(step === 'reload' ? step : 'patch', pending);
    if (step === 'reload') return { message: { type: step, ...head }, onSent };
    const { operations, becomes, source } = step;
    const known = source === undefined ? {} : { source };
    return {
      message: { type: 'patch', ...head, document: becomes.id, operations, ...known },
      becomes,
      onSent,
    };
  }

  /** Half-typed style leaves the page as it is. */
  private async draft(file: string): Promise<Step | undefined> {
    const text = this.around.unsavedOf(file) ?? (await this.host.read(file))?.toString() ?? '';
    const check = await this.drafts.checks(file, text);
    if (check === 'open') return undefined;
    return {
      message: { type: 'style', seq: this.next(), path: this.addresses.pathOf(file), check },
      onTaken: () => this.drafts.taken(file, text),
    };
  }
}
