import {
  type ConsoleEntry,
  type ConsoleFromPage,
  MOST_A_SECOND,
  type ToConsole,
} from '../../../protocol/consoleMessages';
import type { ConnectedPage } from '../channel/connectedPage';
import type { LiveHost } from '../door';
import type { Origins } from '../origin/origins';

const SECOND = 1_000;
/** Batches arrive late and together, so a page may seem twice as fast as it is. */
const MOST_HEARD = 2 * MOST_A_SECOND;
/** Questions to one page whose answers are outstanding. */
const MOST_ASKED = 200;

/** A page whose console messages the editor gets. */
interface Told {
  readonly number: number;
  /** Questions that it may answer; `open` is the number that the editor gave. */
  readonly asked: Map<number, { readonly open: number } | 'pick'>;
  /** Entries of the second that began at `since`, by `performance.now()`. */
  since: number;
  heard: number;
  /** Entries are reported in order, even if their places must be looked up. */
  telling: Promise<void>;
}

type Picked = (page: ConnectedPage, node: number, exact: boolean) => void;

/** The consoles of pages, while the editor looks at them; nothing is asked, relayed or kept before and after. */
export class Consoles {
  private isArmed = false;
  private readonly told = new Map<ConnectedPage, Told>();
  private lastPage = 0;
  private lastAsk = 0;

  constructor(
    private readonly host: Pick<LiveHost, 'log' | 'onConsole'>,
    private readonly pages: Iterable<ConnectedPage>,
    private readonly origins: Origins,
    private readonly onPick: Picked,
  ) {}

  /** Handles a message from the editor. */
  take(message: ToConsole): void {
    switch (message.type) {
      case 'arm':
        return this.arm(message.armed);
      case 'open':
      case 'pick':
        return this.ask(message);
      case 'forget':
        for (const page of this.told.keys()) page.connection.send({ type: 'console', what: 'forget' });
        return;
      default:
        message satisfies never;
    }
  }

  /** A page has connected. @param again whether it is the same document as before */
  greet(page: ConnectedPage, again: boolean): void {
    if (!this.isArmed) return;
    const number = ++this.lastPage;
    this.told.set(page, { number, asked: new Map(), since: 0, heard: 0, telling: Promise.resolve() });
    this.host.onConsole({ type: 'page', page: number, address: page.address, again });
    page.connection.send({ type: 'console', what: 'arm', armed: true });
  }

  left(page: ConnectedPage): void {
    const told = this.told.get(page);
    this.told.delete(page);
    if (told) this.tell(told, () => this.host.onConsole({ type: 'left', page: told.number }));
  }

  hear(page: ConnectedPage, message: ConsoleFromPage): void {
    const told = this.told.get(page);
    // The page has not heard yet that the editor no longer listens.
    if (!told) return page.connection.send({ type: 'console', what: 'arm', armed: false });
    if (message.what === 'entries') return this.entries(page, told, message.entries, message.omitted);
    const asked = told.asked.get(message.ask);
    told.asked.delete(message.ask);
    if (asked === undefined || (asked === 'pick') !== (message.what === 'node')) return;
    if (message.what === 'node') return this.onPick(page, message.node, message.exact);
    if (asked === 'pick') return;
    const { properties, more } = message;
    const shown = properties === undefined ? {} : { properties };
    this.host.onConsole({ type: 'opened', page: told.number, ask: asked.open, ...shown, more });
  }

  private arm(armed: boolean): void {
    if (this.isArmed === armed) return;
    this.isArmed = armed;
    // `true`: the editor may have listened to this document before.
    if (armed) for (const page of this.pages) this.greet(page, true);
    else {
      for (const page of this.told.keys())
        page.connection.send({ type: 'console', what: 'arm', armed: false });
      this.told.clear();
    }
  }

  private entries(page: ConnectedPage, told: Told, all: readonly ConsoleEntry[], omitted: number): void {
    const now = performance.now();
    if (now - told.since > SECOND) Object.assign(told, { since: now, heard: 0 });
    const entries = all.slice(0, Math.max(0, MOST_HEARD - told.heard));
    told.heard += all.length;
    this.tell(told, async () => {
      const placed = await this.origins.inEntries(page, entries);
      if (!this.told.has(page)) return;
      const left = omitted + all.length - entries.length;
      this.host.onConsole({ type: 'entries', page: told.number, entries: placed, omitted: left });
    });
  }

  private tell(told: Told, act: () => void | Promise<void>): void {
    told.telling = told.telling
      .then(act)
      .catch((error: unknown) => this.host.log('error', `live: the console failed: ${String(error)}`));
  }

  private ask(message: Extract<ToConsole, { page: number }>): void {
    const [page, told] = [...this.told].find(([, { number }]) => number === message.page) ?? [];
    if (!page || !told) {
      // The page is gone, and with it the object.
      if (message.type === 'open')
        this.host.onConsole({ type: 'opened', page: message.page, ask: message.ask, more: false });
      return;
    }
    const [oldest] = told.asked.keys();
    if (told.asked.size >= MOST_ASKED && oldest !== undefined) told.asked.delete(oldest);
    const ask = ++this.lastAsk;
    const { id } = message;
    told.asked.set(ask, message.type === 'open' ? { open: message.ask } : 'pick');
    page.connection.send(
      message.type === 'open'
        ? { type: 'console', what: 'open', ask, id, from: message.from }
        : { type: 'console', what: 'pick', ask, id },
    );
  }
}
