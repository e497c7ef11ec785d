import type { ToBridge } from '../../../protocol/bridge';
import type { ToConsole } from '../../../protocol/console';
import type { FromPage } from '../../../protocol/page';
import type { Addresses } from '../addresses';
import { inBackground } from '../background';
import { Bridge } from '../bridge/bridge';
import type { ConnectedPage } from '../channel/connectedPage';
import { errorLine, tellError } from './errorLine';
import { Consoles } from './console';
import type { LiveHost } from '../door';
import { Origins } from '../origin/origins';
import type { Steps } from '../update/steps';

/** Messages between pages and the editor besides updates: picks, consoles and errors. */
export class Desk {
  private readonly bridging: Bridge;
  private readonly consoles: Consoles;
  private readonly origins: Origins;
  /** Pages that have left: looking up the place of an error takes its time. */
  private readonly gone = new WeakSet<ConnectedPage>();

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

  hear(page: ConnectedPage, message: Exclude<FromPage, { type: 'uses' | 'done' | 'judged' }>): void {
    switch (message.type) {
      case 'trouble':
        return inBackground(this.tellTrouble(page, message), this.host, 'live: telling an error');
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

  private async tellTrouble(
    page: ConnectedPage,
    message: Extract<FromPage, { type: 'trouble' }>,
  ): Promise<void> {
    const { addresses, host } = this;
    const placed = await this.origins.inTrouble(page, message);
    host.log('warn', errorLine(page.address, placed, addresses));
    if (!this.gone.has(page)) tellError(host, page, placed, addresses);
  }
}
