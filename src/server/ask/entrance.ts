import type { IncomingMessage } from 'node:http';
import type { LiveOptions } from '../../protocol/serverOptions';

/** A device's way in: its cookie and the page that it sees first. */
export interface Joined {
  /** The `Set-Cookie` field. */
  readonly cookie: string;
  /** Path-absolute. */
  readonly page: string;
}

/** Why a device has no access any more: a person removed it, or the share that it joined has ended. */
export type Leaving = 'removed' | 'ended';

/** A device's right: to open the editor by a pick, to be in step with the others, or to hear of every changed file. */
export type Right = 'pick' | 'step' | 'observe';

/** A listener for other devices, as the guard sees it. */
export interface SharedEntrance {
  /** Whether the request carries the cookie of a device that was let in; its connection then ends with the device. */
  knows(request: IncomingMessage): boolean;
  /** Why a device without access has lost it, by the cookie that it still sends. */
  leftBy(request: IncomingMessage): Leaving | undefined;
  /**
   * Uses a code; undefined if the code is not valid for this device, `full` if the share has no room for
   * another one.
   */
  join(request: IncomingMessage, code: string): Joined | 'full' | undefined;
  /** Whether this device has a right now; checked at each use. */
  may(request: IncomingMessage, right: Right): boolean;
}

/** The address and the scheme of a listener. */
export interface Bound {
  readonly host: string;
  /** HTTPS, and the certificate in PEM of the authority that vouches for it, if any; undefined for HTTP. */
  readonly secure?: { readonly authority: string | undefined } | undefined;
}

/** A listener for other devices. */
export interface Shared extends Bound {
  readonly entrance: SharedEntrance;
  /** The options that hold there, from those of the server's own listener. */
  options(own: LiveOptions): LiveOptions;
}
