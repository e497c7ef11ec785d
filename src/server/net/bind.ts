import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../errors';
import { limits } from '../options';

/** Milliseconds between two tries at the same port. */
const AGAIN = 50;

/**
 * Listens on the port or, where it is taken, on the next free one. Whether one is free is found out by listening: a probe
 * before would be outrun by whoever listens in between.
 * @param patience milliseconds in which whoever holds the port may still leave: a window that is loaded again may be up before
 * its old self is down
 * @returns the port it got
 * @throws Node's own error of the last attempt
 */
export async function bind(server: Server, host: string, port: number, patience: number): Promise<number> {
  // Node loads `performance` at its first use, which a start can do without.
  const end = Date.now() + patience;
  for (let candidate = port; ;) {
    try {
      server.listen({ host, port: candidate, exclusive: true });
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const taken = codeOf(error) === 'EADDRINUSE';
      if (!taken || port === 0 || candidate - port >= limits.portTries || candidate >= 65_535) throw error;
      if (candidate === port && Date.now() < end) await delay(AGAIN);
      else candidate++;
    }
  }
}
