import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * The cookie that our documents set on a name that is not loopback, so that routes know requests of their pages (security rule 14).
 * `SameSite=Strict` keeps it from every request that another site's page causes (RFC 6265bis, 5.5).
 */
export class Pass {
  private readonly value: string;

  /** @param token the secret of this server's run: with another, a cookie that a page still has is no pass */
  constructor(token: string) {
    this.value = createHash('sha256').update(`pass ${token}`).digest('base64url');
  }

  /** Whether the request carries it. */
  isOn(request: IncomingMessage): boolean {
    const own = `${nameFor(request)}=${this.value}`;
    return (request.headers.cookie ?? '').split(';').some(cookie => cookie.trim() === own);
  }

  /** The Set-Cookie field that hands it out. */
  fieldFor(request: IncomingMessage): string {
    return `${nameFor(request)}=${this.value}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

/** Cookies do not tell ports apart (RFC 6265, 8.5), but two servers of one machine must. */
const nameFor = ({ socket }: IncomingMessage): string => `porthole-pass-${socket.localPort ?? 0}`;
