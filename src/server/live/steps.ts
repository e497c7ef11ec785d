import type { FromPage } from '../../protocol/page';
import type { Addresses } from './addresses';
import type { ConnectedPage, PageEvents, Pending, Step } from './connectedPage';
import type { LiveHost } from './door';
import { Drafts } from './drafts';
import type { Touch } from './kinds';

/** What is sent to a page for an update that is due, and what follows when the page does not take it. */
export class Steps implements PageEvents {
  readonly drafts = new Drafts();
  private sequence = 0;

  constructor(
    private readonly host: Pick<LiveHost, 'read' | 'log'>,
    private readonly addresses: Addresses,
  ) {}

  /** The number of the next message. */
  next(): number {
    return ++this.sequence;
  }

  async step(page: ConnectedPage, { file, saved }: Pending): Promise<Step | undefined> {
    const touch = page.touch(file);
    if (touch === 'style' && !saved) return this.draft(file);
    const type = messageFor(touch, saved);
    return type && { message: { type, seq: this.next(), path: this.addresses.pathOf(file) } };
  }

  onOutcome(page: ConnectedPage, pending: Pending, done: Extract<FromPage, { type: 'done' }>): void {
    if (done.outcome === 'prevented') return;
    const path = this.addresses.pathOf(pending.file);
    this.host.log('info', `live: ${page.address} could not take ${path}: ${done.reason ?? done.outcome}`);
    if (pending.saved) page.reload(this.next(), path, pending);
  }

  /** Half-typed style leaves the page as it is. */
  private async draft(file: string): Promise<Step | undefined> {
    const text = (await this.host.read(file))?.toString() ?? '';
    const check = await this.drafts.checks(file, text);
    if (check === 'open') return undefined;
    return {
      message: { type: 'style', seq: this.next(), path: this.addresses.pathOf(file), check },
      onTaken: () => this.drafts.taken(file, text),
    };
  }
}

/** What is typed into anything but a style waits for its save. */
function messageFor(touch: Touch, saved: boolean): 'style' | 'resource' | 'reload' | undefined {
  switch (touch) {
    case 'style':
    case 'resource':
      return touch;
    case 'document':
    case 'reload':
      return saved ? 'reload' : undefined;
    default:
      return touch satisfies never;
  }
}
