import { createServer, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Port forwarding as in Codespaces and tunnels: a different origin and Host for every local port. Also as in
 * code-server and JupyterHub: one origin, with the port in a path that the forwarder strips.
 */
export interface Forwarder {
  /** The address of a local port below a path; it ends with a slash. */
  readonly below: (port: number, kind?: Kind) => string;
  /** Template for VS Code's `VSCODE_PROXY_URI`. */
  readonly template: string;
  close(): Promise<void>;
}

/**
 * A path for a port of HTTP or HTTPS. `rewriting` acts like a plain nginx, which puts its own name for the
 * server into Host.
 */
type Kind = 'proxy' | 'secure' | 'rewriting';

/** Whether the suite reaches all servers by a forwarder's path: `PORTHOLE_FORWARDED=1`. */
export const isForwarded = (): boolean => process.env['PORTHOLE_FORWARDED'] === '1';

/** The address by which a suite reaches a server: its own, or one behind a path. */
export async function frontOf(url: string): Promise<{ url: string; close: () => Promise<void> }> {
  if (!isForwarded()) return { url, close: () => Promise.resolve() };
  const { protocol, port } = new URL(url);
  const forwarder = await startForwarder();
  return {
    url: forwarder.below(Number(port), protocol === 'https:' ? 'secure' : 'proxy'),
    close: () => forwarder.close(),
  };
}

/** Forwards `p-<port>.localhost:<own port>`, `/proxy/<port>`, `/rewriting/<port>` and, by TLS, `/secure/<port>`, upgrades too. */
export async function startForwarder(): Promise<Forwarder> {
  const server = createServer(forward);
  // The server does not close upgraded sockets itself, and would wait for them.
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (incoming, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    forwardUpgrade(incoming, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    template: `http://p-{{port}}.localhost:${port}/`,
    below: (local, kind = 'proxy') => `http://127.0.0.1:${port}/${kind}/${local}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

function forward(incoming: IncomingMessage, response: ServerResponse): void {
  const to = wayOf(incoming);
  if (to === undefined) {
    response.writeHead(404).end('No port in this host name.\n');
    return;
  }
  const outgoing = ask(to, incoming);
  outgoing.on('response', answer => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders as unknown as OutgoingHttpHeaders);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end(`Nothing answers on port ${to.port}.\n`);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function forwardUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const to = wayOf(incoming);
  if (to === undefined) {
    socket.destroy();
    return;
  }
  const outgoing = ask(to, incoming);
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

interface Way {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly kind: Kind;
}

/** Forwards the head. Certificates of tests are self-signed. */
function ask({ kind, ...to }: Way, { method, headers: given }: IncomingMessage): ClientRequest {
  const headers = kind === 'rewriting' ? { ...given, host: `${to.host}:${to.port}` } : given;
  return kind === 'secure'
    ? secureRequest({ ...to, method, headers, rejectUnauthorized: false })
    : request({ ...to, method, headers });
}

/** The target of a request: by the port in its host name, or else in its path. */
function wayOf({ headers, url = '/' }: IncomingMessage): Way | undefined {
  const host = '127.0.0.1';
  const named = /^p-(\d{1,5})\.localhost(?::\d+)?$/.exec(headers.host ?? '')?.[1];
  if (named !== undefined) return { host, port: Number(named), path: url, kind: 'proxy' };
  const [, kind, digits, path = ''] = /^\/(proxy|secure|rewriting)\/(\d{1,5})(\/.*)$/.exec(url) ?? [];
  return digits === undefined ? undefined : { host, port: Number(digits), path, kind: kind as Kind };
}

function headOf(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
