import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIP } from 'node:net';
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
      listenAt(server, host, candidate);
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

type Listener = Server & {
  _listen2(
    address: string,
    port: number,
    family: number,
    backlog: number,
    fd: undefined,
    flags: number,
  ): void;
};

const isListener = (server: Server): server is Listener =>
  '_listen2' in server && typeof server._listen2 === 'function';

/**
 * `listen` loads `node:cluster`, and with it `node:child_process`, only to learn that an exclusive server needs neither: a
 * tenth of a start. Where there is no name to look up, what `listen` comes to is called itself. It is not documented, but as
 * old as `listen` (lib/net.js); where it is missing, `listen` does it all.
 */
function listenAt(server: Server, host: string, port: number): void {
  const family = isIP(host);
  if (family !== 0 && isListener(server)) server._listen2(host, port, family, 0, undefined, 0);
  else server.listen({ host, port, exclusive: true });
}
