import type { Socket } from 'node:net';
import { exchange } from './raw';
import { type RawBackend, rawBackend, response } from './rawBackend';
import { withRoutes } from './routes';
import { endAll, serve, type Served } from './serve';

export const ends: (() => Promise<unknown>)[] = [];

export async function proxied(
  answer: (socket: Socket, head: string) => void,
  route: Readonly<Record<string, unknown>> = {},
): Promise<{ served: Served; there: RawBackend }> {
  const there = await rawBackend(answer);
  ends.push(there.close);
  const served = await serve(withRoutes([{ path: '/p', proxy: there.origin, timeout: 2000, ...route }]));
  return { served, there };
}

export const OK = (socket: Socket): void => void socket.write(response('200 OK'));

/** The bytes that come back for a request; the connection is closed after it. */
export async function talk(
  served: Served,
  method: string,
  target: string,
  headers = '',
  body = '',
): Promise<string> {
  const head = `${method} ${target} HTTP/1.1\r\nHost: localhost:${served.port}\r\n${headers}Connection: close\r\n\r\n`;
  return (await exchange(served.port, Buffer.from(head + body, 'latin1'), { quiet: 3000 })).toString(
    'latin1',
  );
}

export const statusOf = (text: string): number => Number(text.slice(9, 12));

/** Ends all servers of a test. */
export async function endProxied(): Promise<void> {
  await endAll();
  for (const end of ends.splice(0)) await end();
}
