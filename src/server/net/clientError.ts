import type { Duplex } from 'node:stream';
import type { Log } from '../log';
import { OWN_FRAMES } from '../reply/headers';
import { currentResponse } from './nodeInternals';

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

const FIELDS = `Connection: close\r\nContent-Length: 0\r\nContent-Security-Policy: ${OWN_FRAMES}\r\n`;

/** Sockets that already wait for their error reply: the parser reports an error for every further packet. */
const ending = new WeakSet<Duplex>();

/** Answers bytes that are not HTTP and ends their socket; a client that has left gets nothing. */
export function answerClientError(error: Error, socket: Duplex, log: Log): void {
  if (ending.has(socket)) return;
  const { code, rawPacket }: ParserError = error;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  ending.add(socket);
  const line = statusOf(code, rawPacket);
  log.event('debug', `${line}: ${error.message}`);
  endWith(line, socket);
}

/** Waits for the reply to the previous request: bytes written into it would be taken for its body. */
function endWith(line: string, socket: Duplex): void {
  const response = currentResponse(socket);
  if (response?.req.complete) {
    response.once('close', () => endWith(line, socket));
    return;
  }
  // The pending reply belongs to the malformed request, so it will never end.
  if (response?.headersSent || !socket.writable) socket.destroy();
  else socket.end(`HTTP/1.1 ${line}\r\n${FIELDS}\r\n`, () => socket.destroy());
}

function statusOf(code: string | undefined, packet: Buffer | undefined): string {
  switch (code ?? '') {
    case 'HPE_HEADER_OVERFLOW':
      // A packet without a line end holds only a request line: the target is too long, not the fields.
      return packet && !packet.includes('\n') && /^[A-Z]+ /.test(packet.toString('latin1', 0, 16))
        ? '414 URI Too Long'
        : '431 Request Header Fields Too Large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return '408 Request Timeout';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return '413 Content Too Large';
    default:
      return '400 Bad Request';
  }
}
