import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { fieldLines, isHopByHop } from '../../protocol/fields';
import { sendContinue } from './expect';
import { http2Fields } from './http2Fields';
import { currentResponse } from './nodeInternals';

/** Passes an interim response on to the client (RFC 9110, 15.2), unless the final one has begun or the client speaks HTTP/1.0. */
function sendInformation(request: IncomingMessage, status: number, rawHeaders: readonly string[]): void {
  if (isOfHttp2(request)) return sendOverHttp2(request.stream, status, rawHeaders);
  const { socket, httpVersion } = request;
  if (httpVersion === '1.0' || currentResponse(socket)?.headersSent !== false) return;
  const lines = fieldLines(rawHeaders)
    .filter(([name]) => !isHopByHop(name))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1');
}

const isOfHttp2 = (request: IncomingMessage): request is IncomingMessage & { stream: ServerHttp2Stream } =>
  request.httpVersionMajor === 2 && 'stream' in request;

/** Characters of the largest head that nghttp2 sends. */
const LARGEST = 60_000;

/** HTTP/2 has no 101 (RFC 9113, 8.6). */
function sendOverHttp2(stream: ServerHttp2Stream, status: number, rawHeaders: readonly string[]): void {
  if (stream.headersSent || stream.destroyed || stream.closed || status === 101) return;
  if (rawHeaders.reduce((sum, text) => sum + text.length, 0) > LARGEST) return;
  stream.additionalHeaders({ ':status': status, ...http2Fields(fieldLines(rawHeaders)) });
}

/** Interim responses, for routes. */
export const interim = { sendContinue, sendInformation };
