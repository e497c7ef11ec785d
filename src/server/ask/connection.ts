import type { Socket } from 'node:net';

/** Names the connection behind a socket that stands for one request of many: HTTP/2 gives each request a socket of its own. */
export const CONNECTION = Symbol('connection');

/** The connection that carries a request: ending it ends every request on it. */
export function connectionOf({ socket }: { readonly socket: Socket }): Socket {
  const connection: unknown = Reflect.get(socket, CONNECTION);
  return (connection as Socket | undefined) ?? socket;
}
