import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { currentResponse, isReset, sendAhead } from './nodeInternals';

/** Milliseconds after the client has ended its side; most replies are out by then. */
const SOON = 50;
/** Milliseconds between two checks for the reset, which takes a while over a network. */
const AGAIN = 1000;

/**
 * Detects that a client has left while a backend or a handler still works on its reply. A FIN alone does not tell: `printf … | nc`
 * half-closes and reads on. Every reply begins with the same bytes, so they are sent ahead: if the client has closed its socket, its system
 * answers with a reset.
 */
export function noticeLeaving(socket: Socket): void {
  socket.once('end', () => {
    if (currentResponse(socket)) setTimeout(() => ask(socket), SOON).unref();
  });
}

const unread = new WeakSet<Socket>();

/** The same for a connection from which nothing is read, so that neither an end nor a reset is seen: asks once a reply takes long. */
export function noticeLeavingUnread(socket: Socket): void {
  if (unread.has(socket)) return;
  unread.add(socket);
  askLater(socket, currentResponse(socket));
}

function askLater(socket: Socket, before: ServerResponse | undefined): void {
  const look = (): void => {
    const now = currentResponse(socket);
    if (now && now !== before) return askLater(socket, now);
    unread.delete(socket);
    ask(socket);
  };
  setTimeout(look, AGAIN).unref();
}

function ask(socket: Socket): void {
  const response = currentResponse(socket);
  // A body that was cut off is a malformed request, which has its own answer.
  if (!response || response.headersSent || !response.req.complete || !socket.writable) return;
  if (!sendAhead(socket)) return;
  const look = (): void => {
    if (isReset(socket)) socket.destroy();
  };
  setImmediate(look);
  const timer = setInterval(look, AGAIN).unref();
  response.once('close', () => clearInterval(timer));
}
