import type { Duplex } from 'node:stream';
import type { Log } from './log';

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** What a client that does not speak HTTP gets, then its socket is ended; silence for one that has gone. */
export function answerClientError(error: Error, socket: Duplex, log: Log): void {
  const { code, rawPacket }: ParserError = error;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const line = statusOf(code, rawPacket);
  log.event('debug', `${line}: ${error.message}`);
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
