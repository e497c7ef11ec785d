import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { DeviceRights, SharedDevice } from '../../protocol/share';
import type { Agent } from './agent';

/** Devices of one share; a code is worth at most three of them. */
const MOST = 32;
const SECRET_BYTES = 16;

interface Device extends SharedDevice {
  /** Of the cookie's value: a lookup by hash takes a time that tells nothing about the value. */
  readonly hash: string;
  readonly sockets: Set<Socket>;
}

/** The devices that a code let in. A device is known by a cookie with 128 random bits. */
export class Devices {
  private readonly known = new Map<string, Device>();

  /** Adds a device; the value of its cookie, or undefined when there are too many. */
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

  /** The device with this cookie. */
  find(secret: string): SharedDevice | undefined {
    const hash = hashOf(secret);
    return [...this.known.values()].find(device => device.hash === hash);
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
    this.known.delete(id);
    for (const socket of device?.sockets ?? []) socket.destroy();
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

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
