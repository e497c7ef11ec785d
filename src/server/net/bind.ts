import { once } from 'node:events';
import type { Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../errors';
import { limits } from '../options';
import { isBlocked } from './blockedPorts';

/** Milliseconds between two attempts at the same port. */
const AGAIN = 50;
/** Up to this port, EACCES means that the process may not listen there. */
const LAST_PRIVILEGED = 1023;

/**
 * Listens on the port or, if it is taken, on the next free one that browsers accept. Tries each by listening on it: between a probe
 * and `listen`, another process could take the port.
 * @param patience milliseconds to wait for the asked port: when a window reloads, the new one may start before the old has ended
 * @returns the port it got
 * @throws Node's own error of the last attempt
 */
export async function bind(server: Server, host: string, port: number, patience: number): Promise<number> {
  const end = Date.now() + patience;
  for (let candidate = nextOpen(port); ;) {
    try {
      server.listen({ host, port: candidate, exclusive: true });
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const isLast = port === 0 || candidate - port >= limits.portTries || candidate >= 65_535;
      if (isLast || !isTaken(codeOf(error), candidate)) throw error;
      if (candidate === port && Date.now() < end) await delay(AGAIN);
      else candidate = nextOpen(candidate + 1);
    }
  }
}

/** Windows answers EACCES for a port in a range that Hyper-V or WSL has reserved (nodejs/node#35637). */
const isTaken = (code: string, port: number): boolean =>
  code === 'EADDRINUSE' || (code === 'EACCES' && port > LAST_PRIVILEGED);

function nextOpen(port: number): number {
  let candidate = port;
  while (isBlocked(candidate)) candidate++;
  return candidate;
}
