import { createServer, request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Port forwarding as in Codespaces and tunnels: another origin and another Host for every local port. */
export interface Forwarder {
  /** Template for VS Code's `VSCODE_PROXY_URI`. */
  readonly template: string;
  close(): Promise<void>;
}

/** Forwards `p-<port>.localhost:<own port>` to `127.0.0.1:<port>`, WebSocket upgrades too. */
export async function startForwarder(): Promise<Forwarder> {
  const server = createServer(forward);
  server.on('upgrade', forwardUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    template: `http://p-{{port}}.localhost:${port}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(incoming: IncomingMessage, response: ServerResponse): void {
  const port = portOf(incoming);
  if (port === undefined) {
    response.writeHead(404).end('No port in this host name.\n');
    return;
  }
  const outgoing = request({
    ...target(port),
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  });
  outgoing.on('response', answer => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders as unknown as OutgoingHttpHeaders);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end(`Nothing answers on port ${port}.\n`);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function forwardUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const port = portOf(incoming);
  if (port === undefined) {
    socket.destroy();
    return;
  }
  const outgoing = request({ ...target(port), method: 'GET', path: incoming.url, headers: incoming.headers });
  outgoing.on('upgrade', (answer, other, rest) => {
    other.on('error', () => socket.destroy());
    other.on('close', () => socket.destroy());
    socket.on('close', () => other.destroy());
    socket.write(headOf(answer));
    socket.write(rest);
    other.write(head);
    other.pipe(socket).pipe(other);
  });
  outgoing.on('response', answer => {
    socket.write(headOf(answer));
    answer.pipe(socket);
  });
  outgoing.on('error', () => socket.destroy());
  outgoing.end();
}

function target(port: number): { host: string; port: number } {
  return { host: '127.0.0.1', port };
}

function portOf(incoming: IncomingMessage): number | undefined {
  const digits = /^p-(\d{1,5})\.localhost(?::\d+)?$/.exec(incoming.headers.host ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function headOf(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
