import type { IncomingMessage } from 'node:http';
import type { DeviceRights, SharedDevice } from '../../protocol/shareState';
import { connectionOf } from '../ask/connection';
import type { Joined, Leaving, Right, SharedEntrance } from '../ask/entrance';
import { agentOf } from './agent';
import { type Code, Codes } from './codes';
import { Devices } from './devices';

/** Milliseconds before its expiry at which a shown code is replaced: a device needs that long to scan and send it. */
const MARGIN = 30_000;

interface DeviceCookie {
  readonly secret: string;
  readonly device: SharedDevice;
}

/** Lets devices in by a code and recognises them by their cookie afterwards. */
export class Visitors implements SharedEntrance {
  /** The listener's port, part of the cookie's name, since cookies do not tell ports apart (RFC 6265, 8.5); and its scheme. */
  bound = { port: 0, isSecure: false };
  private readonly codes: Codes;
  private readonly known = new Devices();
  private shown: Code;
  private heard: number;
  private bytes = 0;

  /**
   * @param page path-absolute target that a device sees first
   * @param now milliseconds since the epoch
   * @param onChange called when the code or the devices changed
   */
  constructor(
    private readonly page: string,
    private readonly now: () => number,
    private readonly onChange: () => void,
  ) {
    this.codes = new Codes(now);
    this.shown = this.codes.issue();
    this.heard = now();
  }

  /** The code to show. */
  get code(): Code {
    return this.shown;
  }

  devices(): SharedDevice[] {
    return this.known.list();
  }

  knows(request: IncomingMessage): boolean {
    const device = this.deviceOf(request);
    if (!device) return false;
    this.heard = this.now();
    this.known.connected(device, connectionOf(request));
    return true;
  }

  may(request: IncomingMessage, right: Right): boolean {
    const device = this.deviceOf(request);
    // An observer hears the names of all changed files, which no folder listing shows here.
    if (right === 'observe') return false;
    return (right === 'pick' ? device?.picks : device?.inStep) ?? false;
  }

  leftBy(request: IncomingMessage): Leaving | undefined {
    const ways = this.secretsOf(request).map(secret => this.known.leftBy(secret));
    return ways.includes('removed') ? 'removed' : ways.find(Boolean);
  }

  join(request: IncomingMessage, code: string): Joined | 'full' | undefined {
    const address = request.socket.remoteAddress ?? '';
    if (!this.codes.redeem(code, address)) return undefined;
    const agent = agentOf(request.headers['user-agent']);
    const secret = this.cookieOf(request)?.secret ?? this.known.add(agent, address, this.now());
    // A used code is bound to one address, so the next device needs another one.
    this.shown = this.codes.issue();
    this.onChange();
    if (secret === undefined) return 'full';
    this.heard = this.now();
    return {
      cookie: `${this.cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict${this.bound.isSecure ? '; Secure' : ''}`,
      page: this.page,
    };
  }

  /** Milliseconds since the epoch at which any device last sent something, on any kind of connection. */
  lastHeard(): number {
    const bytes = this.known.bytesRead();
    if (bytes !== this.bytes) this.heard = this.now();
    this.bytes = bytes;
    return this.heard;
  }

  /** Replaces a code that is about to expire. */
  renew(): void {
    if (this.shown.expires - this.now() > MARGIN) return;
    this.shown = this.codes.issue();
    this.onChange();
  }

  remove(id: string): void {
    this.known.remove(id);
    this.codes.forgetUsed();
    this.onChange();
  }

  removeAll(): void {
    for (const { id } of this.known.list()) this.known.remove(id);
  }

  allow(id: string, rights: DeviceRights): void {
    this.known.allow(id, rights);
    this.onChange();
  }

  private get cookieName(): string {
    return `porthole-device-${this.bound.port}`;
  }

  private deviceOf(request: IncomingMessage): SharedDevice | undefined {
    return this.cookieOf(request)?.device;
  }

  private cookieOf(request: IncomingMessage): DeviceCookie | undefined {
    for (const secret of this.secretsOf(request)) {
      const device = this.known.find(secret, request.socket.remoteAddress ?? '');
      if (device) return { secret, device };
    }
    return undefined;
  }

  /**
   * The values of a device's cookie. Another server of this machine may have set cookies of the same name with a longer path, which must
   * not lock the device out: browsers send those first (RFC 6265, 5.4).
   */
  private secretsOf({ headers }: IncomingMessage): readonly string[] {
    const start = `${this.cookieName}=`;
    const fields = (headers.cookie ?? '').split(';').map(field => field.trim());
    return fields.filter(text => text.startsWith(start)).map(text => text.slice(start.length));
  }
}
