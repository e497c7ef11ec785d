import type { IncomingMessage } from 'node:http';
import type { DeviceRights, SharedDevice } from '../../protocol/share';
import { connectionOf } from '../ask/connection';
import type { Joined, Right, SharedEntrance } from '../ask/entrance';
import { agentOf } from './agent';
import { type Code, Codes } from './codes';
import { Devices } from './devices';

/** Milliseconds before its end at which a shown code is replaced: a device needs that long to scan and send it. */
const MARGIN = 30_000;

/** Lets devices in by a code, and knows them by their cookie afterwards. */
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
    // An observer hears the names of all files that change, which no folder's listing shows here.
    if (right === 'observe') return false;
    return (right === 'pick' ? device?.picks : device?.inStep) ?? false;
  }

  join(request: IncomingMessage, code: string): Joined | undefined {
    const address = request.socket.remoteAddress ?? '';
    if (!this.codes.redeem(code, address)) return undefined;
    const known = this.deviceOf(request);
    const agent = agentOf(request.headers['user-agent']);
    const secret = known ? this.secretOf(request) : this.known.add(agent, address, this.now());
    if (secret === undefined) return undefined;
    this.heard = this.now();
    // A used code is bound to one address, so the next device needs another one.
    this.shown = this.codes.issue();
    this.onChange();
    return {
      cookie: `${this.cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict${this.bound.isSecure ? '; Secure' : ''}`,
      page: this.page,
    };
  }

  /** Milliseconds since the epoch at which a device last sent anything, on whatever kind of connection. */
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
    const secret = this.secretOf(request);
    return secret === undefined ? undefined : this.known.find(secret, request.socket.remoteAddress ?? '');
  }

  private secretOf({ headers: { cookie } }: IncomingMessage): string | undefined {
    const start = `${this.cookieName}=`;
    const field = (cookie ?? '').split(';').find(each => each.trim().startsWith(start));
    return field?.trim().slice(start.length);
  }
}
