import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { fieldLines, isHopByHop } from '../../protocol/fields';
import { sendContinue } from './expect';
import { currentResponse } from './nodeInternals';

/** Passes an interim response on to the client (RFC 9110, 15.2), unless the final one has begun or the client speaks HTTP/1.0. */
function sendInformation(
  { socket, httpVersion }: IncomingMessage,
  status: number,
  rawHeaders: readonly string[],
): void {
  if (httpVersion === '1.0' || currentResponse(socket)?.headersSent !== false) return;
  const lines = fieldLines(rawHeaders)
    .filter(([name]) => !isHopByHop(name))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1');
}

/** Responses before the final one, for routes. */
export const interim = { sendContinue, sendInformation };
