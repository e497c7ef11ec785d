import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import type { ShareState } from '../../../src/protocol/shareState';
import type { Limits } from '../../../src/server';
import type { Backend } from './backend';
import { withRoutes } from './routes';
import { serve, type Served } from './serve';

/** Another address of this machine, and a third one for a device. macOS has only one IPv4 loopback address. */
export const OTHER = process.platform === 'darwin' ? '::1' : '127.0.0.2';
export const AWAY = process.platform === 'darwin' ? undefined : '127.0.0.3';

/** Everything that a server sends for these bytes until it ends the connection or falls silent. */
export async function say(port: number, bytes: string, from?: string): Promise<string> {
  const socket = net.connect({ port, host: OTHER, ...(from === undefined ? {} : { localAddress: from }) });
  let text = '';
  socket.on('data', part => (text += part.toString('latin1'))).on('error', () => undefined);
  socket.setTimeout(2000, () => socket.destroy());
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

/** The same over TLS. */
async function sayOverTls(port: number, bytes: string): Promise<string> {
  const socket = tls.connect({ port, host: OTHER, rejectUnauthorized: false });
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1'))).on('error', () => undefined);
  socket.setTimeout(2000, () => socket.destroy());
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

export const statusOf = (text: string): string => /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'none';

export interface Sent {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  readonly host?: string | undefined;
  readonly cookie?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** A shared server as an attacker reaches it: each request is sent as written, over a separate connection. */
export interface Target {
  readonly served: Served;
  readonly states: readonly (ShareState | undefined)[];
  readonly state: ShareState;
  readonly authority: string;
  readonly ask: (sent: Sent, from?: string) => Promise<string>;
  /** Over TLS. */
  readonly askSecurely: (sent: Sent) => Promise<string>;
  /** The target of a join address. */
  readonly codeOf: (url: string | undefined) => string;
  /** Lets a device in by the code that is shown now; its cookie. */
  readonly enter: () => Promise<string>;
}

const tree = (other: Backend) =>
  withRoutes(
    [
      { path: '/p', proxy: other.origin },
      { path: '/c', collection: 'data/users.json' },
      { path: '/f', body: 'fixed' },
      { path: '/h', handler: 'h.mjs' },
      { path: '/endless', handler: 'endless.mjs' },
    ],
    {
      'large.bin': Buffer.alloc(60_000_000, 7),
      'sub/x.txt': 'x',
      'h.mjs': 'export default request => new Response(JSON.stringify([...request.headers]));',
      'endless.mjs':
        'export default () => new Response(new ReadableStream({ start: c => c.enqueue(new TextEncoder().encode("a")) }));',
    },
  );

/** Shares a site with routes of each kind. */
export async function shareTarget(
  other: Backend,
  certificates: string,
  https: 'off' | 'shared' = 'off',
  limits: Partial<Limits> = {},
): Promise<Target> {
  const states: (ShareState | undefined)[] = [];
  const events = { shared: (each: ShareState | undefined) => void states.push(each) };
  const served = await serve(
    tree(other),
    { https, certificates, pageScript: path.resolve('dist/page.js') },
    limits,
    events,
  );
  const sharing = await served.server.sharing();
  const state = await sharing.share({ address: OTHER, page: '/', directoryListing: false });
  const authority = new URL(state.url).host;
  const bytesOf = (sent: Sent): string => {
    const { method = 'GET', target = '/', version = '1.1', cookie, fields = {} } = sent;
    const host = 'host' in sent ? sent.host : authority;
    const lines = Object.entries({
      ...(host === undefined ? {} : { Host: host }),
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      Connection: 'close',
      ...fields,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${target} HTTP/${version}\r\n${lines.join('')}\r\n`;
  };
  const ask: Target['ask'] = (sent, from) => say(state.port, bytesOf(sent), from);
  const askSecurely: Target['askSecurely'] = sent => sayOverTls(state.port, bytesOf(sent));
  const codeOf = (url = ''): string => url.slice(state.url.length - 1);
  const enter = async (): Promise<string> => {
    const sent = { target: codeOf(states.at(-1)?.joinUrl) };
    const text = await (https === 'off' ? ask(sent) : askSecurely(sent));
    const cookie = /^set-cookie: ([^;]+)/im.exec(text)?.[1];
    assert.ok(cookie, text);
    return cookie;
  };
  return { served, states, state, authority, ask, askSecurely, codeOf, enter };
}
