import type { Duplex } from 'node:stream';
import type { Log } from '../log';
import { currentResponse } from './nodeInternals';

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Sockets that are about to get their answer: the parser complains again about every packet that follows. */
const ending = new WeakSet<Duplex>();

/** What a client that does not speak HTTP gets, then its socket is ended; silence for one that has gone. */
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

/** Bytes put between those of a reply would be taken for its body: what was asked properly is answered first. */
function endWith(line: string, socket: Duplex): void {
  const response = currentResponse(socket);
  if (response?.req.complete) {
    response.once('close', () => endWith(line, socket));
    return;
  }
  // The reply belongs to the very request that went wrong, so its end will never come.
  if (response?.headersSent || !socket.writable) socket.destroy();
  else
    socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function statusOf(code: string | undefined, packet: Buffer | undefined): string {
  switch (code ?? '') {
    case 'HPE_HEADER_OVERFLOW':
      // A request line that never ended is the target's fault, not the fields'.
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
