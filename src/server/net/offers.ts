import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { fieldLines } from '../../protocol/fields';

/** Whether a request asks for a WebSocket (RFC 6455, 4.1). */
export const asksForWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.trim().toLowerCase() === 'websocket';

/**
 * Ignores the offer of another protocol (RFC 9110, 7.8), which `curl --http2` and Java's client make with every request. Node stops reading
 * HTTP at any offer, before the body, so the request is read again without its offer and keeps body and connection.
 */
export function ignoreOffer(http: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), head]));
  http.emit('connection', socket as Socket);
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = fieldLines(rawHeaders).flatMap(([name, value]) => {
    if (/^(?:upgrade|http2-settings)$/i.test(name)) return [];
    if (name.toLowerCase() !== 'connection') return [`${name}: ${value}`];
    const options = value.split(',').map(option => option.trim());
    const kept = options.filter(option => !/^(?:upgrade|http2-settings)$/i.test(option)).join(', ');
    return kept === '' ? [] : [`${name}: ${kept}`];
  });
  return [`${method ?? 'GET'} ${url ?? '/'} HTTP/${httpVersion}`, ...lines, '', ''].join('\r\n');
}
