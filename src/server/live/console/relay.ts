import type { ToBridge } from '../../../protocol/bridgeMessages';
import type { ToConsole } from '../../../protocol/consoleMessages';
import type { FromPage } from '../../../protocol/page';
import { RESERVED } from '../../../protocol/paths';
import type { Addresses } from '../addresses';
import { Queue } from '../../log';
import { inBackground } from '../background';
import { Bridge } from '../bridge/bridge';
import type { ConnectedPage } from '../channel/connectedPage';
import { errorLine, placedError } from './errorLine';
import { Consoles } from './console';
import type { LiveHost } from '../door';
import { Origins } from '../origin/origins';
import type { Steps } from '../update/steps';

type ErrorMessage = Extract<FromPage, { type: 'error' }>;

/** Errors of pages that wait until the place of each is found; more are left out. */
const MOST_WAITING = 500;

/** Messages between pages and the editor besides updates: picks, consoles and errors. */
export class EditorRelay {
  private readonly bridging: Bridge;
  private readonly consoles: Consoles;
  private readonly origins: Origins;
  /** Pages that have left: the place of an error is looked up later. */
  private readonly gone = new WeakSet<ConnectedPage>();
  /** One error after the other: each is looked up in whole files (security rule 19). */
  private readonly errors = new Queue();
  private waiting = 0;

  constructor(
    private readonly host: LiveHost,
    private readonly addresses: Addresses,
    pages: Iterable<ConnectedPage>,
    steps: Steps,
  ) {
    this.bridging = new Bridge(host, addresses, pages, steps);
    this.origins = new Origins(host, addresses, steps);
    this.consoles = new Consoles(host, pages, this.origins, (page, node, exact) =>
      this.bridging.show(page, node, exact),
    );
  }

  greet(page: ConnectedPage, again: boolean): void {
    this.consoles.greet(page, again);
    this.bridging.greet(page);
  }

  left(page: ConnectedPage): void {
    this.gone.add(page);
    this.consoles.left(page);
  }

  configured(): void {
    this.bridging.configured();
  }

  bridge(message: ToBridge): void {
    this.bridging.take(message);
  }

  console(message: ToConsole): void {
    this.consoles.take(message);
  }

  hear(
    page: ConnectedPage,
    message: Exclude<FromPage, { type: 'uses' | 'done' | 'judged' | 'sheets' }>,
  ): void {
    switch (message.type) {
      case 'error':
        return this.queueError(page, message);
      case 'failed':
        return this.lost(page, message.address, message.base);
      case 'visible':
        page.visible = message.visible;
        return;
      case 'ping':
        return page.connection.send({ type: 'pong' });
      case 'console':
        return this.consoles.hear(page, message);
      case 'step':
      case 'tree':
      case 'where':
      case 'picked':
      case 'rules':
      case 'sets':
      case 'unpicked':
        return this.bridging.hear(page, message);
      default:
        message satisfies never;
    }
  }

  /** An address of this server is reported by its path, as in a request. */
  private lost(page: ConnectedPage, address: string, base: string): void {
    const own = address.startsWith(`${base}/`) ? address.slice(base.length).replace(/#.*$/s, '') : address;
    const { file } = page;
    const lost = own.startsWith('/') ? this.addresses.fileOf(own.replace(/\?.*$/s, '')) : undefined;
    if (lost !== undefined) page.lost.add(lost);
    if (file !== undefined && !own.startsWith(RESERVED)) this.host.onError(page, { file, address: own });
  }

  private queueError(page: ConnectedPage, message: ErrorMessage): void {
    if (this.waiting >= MOST_WAITING) return;
    this.waiting += 1;
    const told = this.errors.add(() => this.tellError(page, message)).finally(() => (this.waiting -= 1));
    inBackground(told, this.host, 'live: telling an error');
  }

  private async tellError(page: ConnectedPage, message: ErrorMessage): Promise<void> {
    const { addresses, host } = this;
    const placed = await this.origins.inError(page, message);
    host.log('warn', errorLine(page.address, placed, addresses));
    const error = await placedError(placed, addresses, file => host.read(file));
    if (error && !this.gone.has(page)) host.onError(page, error);
  }
}
