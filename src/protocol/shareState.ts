/** The kind of a network interface, best for sharing first. */
export type InterfaceKind = 'wifi' | 'ethernet' | 'other' | 'vpn' | 'virtual' | 'container';

/** An address of this machine under which a device may reach it. */
export interface SharedAddress {
  readonly address: string;
  /** The interface's name as the system gives it: `en0`, `Wi-Fi`, `docker0`. */
  readonly name: string;
  readonly kind: InterfaceKind;
  /** The network in CIDR notation, for example `192.168.1.0/24`. */
  readonly network: string;
}

/** A device that was let in. */
export interface SharedDevice {
  readonly id: string;
  /** For example `Safari`; empty when unknown. */
  readonly browser: string;
  /** For example `iOS`; empty when unknown. */
  readonly system: string;
  readonly address: string;
  /** Milliseconds since the epoch of its first request. */
  readonly since: number;
  /** Whether a pick on this device opens the editor. */
  readonly picks: boolean;
  /** Whether it follows the other devices, and they follow it, where that is on. */
  readonly inStep: boolean;
}

/** The rights of a device that a person changes. */
export type DeviceRights = Partial<Pick<SharedDevice, 'picks' | 'inStep'>>;

/** A server while it is shared. */
export interface ShareState {
  /** The address with the code, for the QR code; the code is a secret. */
  readonly joinUrl: string;
  /** Milliseconds since the epoch at which the code in `joinUrl` expires. */
  readonly expires: number;
  /** The address without the code, with a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly at: SharedAddress;
  /** Every address that can be shared, the best first. */
  readonly addresses: readonly SharedAddress[];
  readonly devices: readonly SharedDevice[];
}

/** Why a share ended. */
export type ShareEnd = 'stopped' | 'idle' | 'network';

/** How to share a server. */
export interface ShareOptions {
  /** The address to listen on; the best one without it. */
  readonly address?: string;
  /** Addresses that were chosen before, by the key of the networks: see `networkKey`. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Path-absolute target that a device sees first. */
  readonly page: string;
  /** Whether folders without an index page show their entries on shared addresses. */
  readonly directoryListing: boolean;
}

const REACHABLE: readonly InterfaceKind[] = ['wifi', 'ethernet', 'other'];

/** A name for the networks that a machine is in, under which a choice can be remembered. */
export const networkKey = (addresses: readonly SharedAddress[]): string =>
  addresses
    .filter(({ kind }) => REACHABLE.includes(kind))
    .map(({ name, network }) => `${name} ${network}`)
    .toSorted()
    .join(', ');
