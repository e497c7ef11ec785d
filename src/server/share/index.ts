import { networkInterfaces } from 'node:os';
import { authority } from '../../protocol/authority';
import { HumanError } from '../../protocol/humanError';
import type { LiveOptions } from '../../protocol/serverOptions';
import { JOIN } from '../../protocol/paths';
import {
  type DeviceRights,
  networkKey,
  type SharedAddress,
  type ShareEnd,
  type ShareOptions,
  type ShareState,
} from '../../protocol/shareState';
import type { Shared } from '../ask/entrance';
import { type Log, Queue } from '../log';
import { type Interfaces, isListed, preferred, shareable } from './addresses';
import { defaultSource } from './defaultRoute';
import { Visitors } from './visitors';

/** Milliseconds without a byte from a device after which a share ends. */
export const IDLE = 30 * 60_000;
/** Milliseconds between looks at the network and at the idle time. */
const EVERY = 5_000;

/** A listener beside the server's own. */
interface Listener {
  readonly port: number;
  /** Ends the listener and all of its HTTP connections at once. */
  close(): void;
}

/** The credentials of a listener, and the certificate in PEM of the authority that signed them. */
interface Keys {
  readonly credentials:
    | { readonly cert: string; readonly key: string }
    | { readonly pfx: Buffer; readonly passphrase: string };
  readonly authority: string | undefined;
}

/** The services of the server that sharing uses. */
interface SharingHost {
  readonly log: Log;
  /** The server's own port: a shared address has the same one where it is free. */
  readonly port: number;
  /** Listens with the same site; rejects with a `HumanError`. */
  listen(shared: Shared, port: number, keys: Keys | undefined): Promise<Listener>;
  /** The certificate and key for an address; undefined for plain HTTP. */
  keysFor(address: string): Promise<Keys | undefined>;
  /** Called with each change; without a state once the share has ended. */
  onChange(state: ShareState | undefined, end?: ShareEnd): void;
  /** Replaces the machine's network and clock in tests. */
  readonly machine?: Partial<Machine>;
}

interface Machine {
  interfaces(): Interfaces;
  source(): Promise<string | undefined>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back every so many milliseconds; returns what ends that. */
  every(milliseconds: number, callback: () => void): () => void;
}

const thisMachine: Machine = {
  interfaces: networkInterfaces,
  source: defaultSource,
  now: Date.now,
  every: (milliseconds, callback) => {
    const timer = setInterval(callback, milliseconds);
    return () => clearInterval(timer);
  },
};

interface Open {
  readonly at: SharedAddress;
  readonly addresses: readonly SharedAddress[];
  readonly listener: Listener;
  readonly visitors: Visitors;
  readonly endWatch: () => void;
  /** With a trailing slash. */
  readonly url: string;
}

/** Shares one server with other devices: one listener, on one address, until it is stopped, idle, or the network changes. */
export class Sharing {
  private readonly machine: Machine;
  private open: Open | undefined;
  /** Calls run one after another, so that there is never a second listener. */
  private readonly turns = new Queue();

  constructor(private readonly host: SharingHost) {
    this.machine = { ...thisMachine, ...host.machine };
  }

  /** Shares the server, or moves the share to another address. Rejects with a `HumanError`. */
  share(options: ShareOptions): Promise<ShareState> {
    return this.turns.add(() => this.begin(options));
  }

  stop(end: ShareEnd = 'stopped'): Promise<void> {
    return this.turns.add(() => {
      if (this.close()) this.host.onChange(undefined, end);
      return Promise.resolve();
    });
  }

  /** Ends the connections of a device at once and makes its cookie invalid. */
  remove(id: string): void {
    this.open?.visitors.remove(id);
  }

  allow(id: string, rights: DeviceRights): void {
    this.open?.visitors.allow(id, rights);
  }

  private async begin({ address, choices, page, directoryListing }: ShareOptions): Promise<ShareState> {
    const addresses = shareable(this.machine.interfaces(), await this.machine.source());
    const chosen = choices?.[networkKey(addresses)];
    const at = address === undefined ? preferred(addresses, chosen) : addressOf(addresses, address);
    if (at === undefined)
      throw new HumanError('This machine is in no network. Connect it to the network of your device first.', {
        code: 'NO_NETWORK',
      });
    const wasShared = this.close();
    try {
      return await this.openAt(at, addresses, { page, directoryListing });
    } catch (error) {
      // The previous share has ended, but the view still shows its code.
      if (wasShared) this.host.onChange(undefined, 'stopped');
      throw error;
    }
  }

  private async openAt(
    at: SharedAddress,
    addresses: readonly SharedAddress[],
    { page, directoryListing }: Pick<ShareOptions, 'page' | 'directoryListing'>,
  ): Promise<ShareState> {
    const { host } = this;
    const visitors = new Visitors(
      page,
      () => this.machine.now(),
      () => this.announce(),
    );
    const keys = await host.keysFor(at.address);
    const shared: Shared = {
      secure: keys && { authority: keys.authority },
      host: at.address,
      entrance: visitors,
      options: options => sharedOptions(options, directoryListing),
    };
    const listener = await host.listen(shared, host.port, keys);
    visitors.bound = { port: listener.port, isSecure: keys !== undefined };
    const endWatch = this.machine.every(EVERY, () => this.look());
    this.open = {
      at,
      addresses,
      listener,
      visitors,
      endWatch,
      url: `${keys ? 'https' : 'http'}://${authority(at.address, listener.port)}/`,
    };
    host.log.event('info', `Shared at ${this.open.url} (${at.name}) with devices that have the code`);
    return this.announce() ?? stateOf(this.open);
  }

  private announce(): ShareState | undefined {
    const state = this.open && stateOf(this.open);
    if (state) this.host.onChange(state);
    return state;
  }

  private look(): void {
    const { open } = this;
    if (!open) return;
    // An address that is not listed, such as another loopback address, belongs to no network.
    const isThere = open.at.name === '' || isListed(open.at, this.machine.interfaces());
    const end = isThere ? this.machine.now() - open.visitors.lastHeard() >= IDLE && 'idle' : 'network';
    if (!end) return open.visitors.renew();
    this.host.log.event('info', `No longer shared: ${REASONS[end]}`);
    this.close();
    this.host.onChange(undefined, end);
  }

  /** Returns whether there was a share to close. */
  private close(): boolean {
    const { open } = this;
    this.open = undefined;
    if (!open) return false;
    open.endWatch();
    open.visitors.removeAll();
    open.listener.close();
    return true;
  }
}

const REASONS = { idle: 'no device asked for 30 minutes', network: 'the network changed' } as const;

/** The requested address, even one that is not listed, such as another loopback address. */
const addressOf = (addresses: readonly SharedAddress[], address: string): SharedAddress =>
  addresses.find(each => each.address === address) ?? { address, name: '', kind: 'other', network: address };

/** Stricter options for shared addresses: no other origins, no forwarders, and folder listings only if that is set. */
const sharedOptions = (options: LiveOptions, directoryListing: boolean): LiveOptions => ({
  ...options,
  authorities: [],
  cors: [],
  frameAncestors: [],
  directoryListing: options.directoryListing && directoryListing,
});

function stateOf({ at, addresses, listener, visitors, url }: Open): ShareState {
  const { text, expires } = visitors.code;
  const joinUrl = new URL(`${JOIN}?token=${text}`, url).href;
  return { joinUrl, expires, url, port: listener.port, at, addresses, devices: visitors.devices() };
}
