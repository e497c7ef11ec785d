import { once } from 'node:events';
import type { Server } from 'node:http';
import { codeOf } from './errors';
import { limits } from './options';

/**
 * Listens on the port or, where it is taken, on the next free one. Whether one is free is found out by listening: a probe
 * before would be outrun by whoever listens in between.
 * @returns the port it got
 * @throws Node's own error of the last attempt
 */
export async function bind(server: Server, host: string, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    try {
      server.listen({ host, port: candidate, exclusive: true });
      await once(server, 'listening');
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const taken = codeOf(error) === 'EADDRINUSE';
      if (!taken || port === 0 || candidate - port >= limits.portTries || candidate >= 65_535) throw error;
    }
  }
}
