import { once } from 'node:events';
import http2, { type ClientHttp2Session } from 'node:http2';
import tls from 'node:tls';
import { parseResponses } from './raw';

/** A response without the parts that depend on the connection or the time. */
export interface Plain {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Question {
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const OF_CONNECTION = /^(?::status|connection|keep-alive|transfer-encoding|upgrade|date)$/;
function plain(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.test(name));
  const texts = kept.map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value).replaceAll('\n', ', '),
  ]);
  return Object.fromEntries(texts);
}

/** An HTTP/2 connection to a server with a self-signed certificate. */
export async function connect2(port: number): Promise<ClientHttp2Session> {
  const session = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  await once(session, 'connect');
  return session;
}

export async function ask2(
  session: ClientHttp2Session,
  { target, method = 'GET', headers = {}, body }: Question,
): Promise<Plain> {
  const { host, ...rest } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const pseudo = {
    ':path': target,
    ':method': method,
    ...(host === undefined ? {} : { ':authority': host }),
  };
  const stream = session.request({ ...pseudo, ...rest }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  const [answered] = (await once(stream, 'response')) as [Record<string, unknown>];
  if (!stream.closed) await once(stream, 'close');
  return {
    status: Number(answered[':status']),
    headers: plain(answered),
    body: Buffer.concat(parts).toString('latin1'),
  };
}

/** The same over HTTP/1.1 with TLS. */
export async function ask1(
  port: number,
  { target, method = 'GET', headers = {}, body }: Question,
): Promise<Plain> {
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  });
  const fields = {
    host: `127.0.0.1:${port}`,
    connection: 'close',
    ...(body === undefined ? {} : { 'content-length': String(body.length) }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  const bytes = Buffer.concat(parts);
  const [response] = parseResponses(bytes);
  if (!response) throw new Error(`no response to ${method} ${target}`);
  const chunked = response.headers['transfer-encoding'] === 'chunked';
  const rest = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
  const text = method === 'HEAD' ? '' : chunked ? unchunked(rest) : response.body.toString('latin1');
  return { status: response.status, headers: plain(response.headers), body: text };
}

function unchunked(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    text += bytes.toString('latin1', end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return text;
}
