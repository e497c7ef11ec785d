import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { DeviceRights, SharedDevice } from '../../protocol/shareState';
import type { Leaving } from '../ask/entrance';
import type { Agent } from './agent';

/** The most devices of one share; each code lets at most three in. */
const MOST = 32;
/** The most removed devices that still learn why they are out. */
const MOST_REMOVED = 256;
const SECRET_BYTES = 16;
/** 128 bits in base64url. */
const SECRET = /^[\w-]{22}$/;

interface Device extends SharedDevice {
  /** Of the cookie's value: the time of a lookup by hash shows nothing about the value. */
  readonly hash: string;
  readonly sockets: Set<Socket>;
}

/** The devices that a code let in. A device is known by a cookie with 128 random bits. */
export class Devices {
  private readonly known = new Map<string, Device>();
  /** Hashes of the cookies of removed devices. */
  private removed: readonly string[] = [];

  /** Adds a device. Returns the value of its cookie; undefined when there are too many. */
  add(agent: Agent, address: string, since: number): string | undefined {
    if (this.known.size >= MOST) return undefined;
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const id = randomUUID();
    this.known.set(id, {
      id,
      ...agent,
      address,
      since,
      picks: false,
      inStep: true,
      hash: hashOf(secret),
      sockets: new Set(),
    });
    return secret;
  }

  /**
   * The device with this cookie, if it asks from its own network address. A browser sends the cookie to every port of this machine (RFC
   * 6265, 8.5), so another server here may know it.
   */
  find(secret: string, address: string): SharedDevice | undefined {
    const hash = hashOf(secret);
    const from = ownPart(address);
    return [...this.known.values()].find(device => device.hash === hash && ownPart(device.address) === from);
  }

  /** Notes that a connection carries requests of a device, so that removing the device ends it. */
  connected({ id }: SharedDevice, socket: Socket): void {
    const sockets = this.known.get(id)?.sockets;
    if (!sockets || sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }

  /** Changes rights of a device. */
  allow(id: string, rights: DeviceRights): void {
    const device = this.known.get(id);
    if (device) this.known.set(id, { ...device, ...rights });
  }

  /** Removes a device and ends its connections at once. */
  remove(id: string): void {
    const device = this.known.get(id);
    if (!device) return;
    this.known.delete(id);
    this.removed = [...this.removed, device.hash].slice(-MOST_REMOVED);
    for (const socket of device.sockets) socket.destroy();
  }

  /** Why the device with this cookie is out; undefined for a current device, and for a text that is no such cookie. */
  leftBy(secret: string): Leaving | undefined {
    if (!SECRET.test(secret)) return undefined;
    const hash = hashOf(secret);
    if (this.removed.includes(hash)) return 'removed';
    // A current device that asks from another address now.
    return [...this.known.values()].some(device => device.hash === hash) ? undefined : 'ended';
  }

  /** Bytes received on the connections that are open. */
  bytesRead(): number {
    const sockets = [...this.known.values()].flatMap(device => [...device.sockets]);
    return sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
  }

  list(): SharedDevice[] {
    return [...this.known.values()].map(({ hash: _hash, sockets: _sockets, ...device }) => device);
  }
}

/**
 * The part of an address by which a device is recognised: all of IPv4; of IPv6 the network, since temporary addresses change (RFC 8981).
 * Pure.
 */
function ownPart(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const [before, after] = [head, tail ?? ''].map(groups => groups.split(':').filter(Boolean));
  const missing = tail === undefined ? 0 : Math.max(0, 8 - (before?.length ?? 0) - (after?.length ?? 0));
  const groups = [...(before ?? []), ...Array<string>(missing).fill('0'), ...(after ?? [])];
  return groups.slice(0, 4).join(':');
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
