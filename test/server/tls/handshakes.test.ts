import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { type Backend, backend } from '../support/backend';
import { endAll, makeTree, serve } from '../support/serve';
import { OTHER, shareTarget, statusOf, type Target } from '../support/shareTarget';

/** The first bytes of a handshake that never continues. */
const BEGUN = Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]);

const half = async (port: number, host: string): Promise<net.Socket> => {
  const socket = net.connect(port, host).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(BEGUN);
  return socket.resume();
};

/** Unlike `once`, this resolves after an error, too. */
const closing = (socket: net.Socket): Promise<void> =>
  new Promise(resolve => socket.once('close', () => resolve()));

const connect = async (port: number, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> => {
  const socket = tls.connect({ port, host: OTHER, rejectUnauthorized: false, ...options });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
};

/** The server's reply to one request over TLS. */
const asked = async ({ state }: Target, head: string, options?: tls.ConnectionOptions): Promise<string> => {
  const socket = await connect(state.port, options);
  let text = '';
  socket.on('data', part => (text += String(part)));
  socket.write(`GET / HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
  await closing(socket);
  return text;
};

/** Refused by the guard, or by Node as a protocol error. */
const REFUSED = /^(?:40[03]|reset by 1)$/;

describe('HTTPS and clients that shake hands in other ways', () => {
  let other: Backend;
  let folder: string;

  before(async () => {
    folder = await makeTree({});
    other = await backend();
  });
  after(async () => {
    await other.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(endAll);

  it('stops in time, though handshakes are under way', async () => {
    const served = await serve(
      { 'index.html': 'x' },
      { https: 'always', certificates: folder, shutdownTimeout: 200 },
    );
    const sockets = await Promise.all(Array.from({ length: 20 }, () => half(served.port, '127.0.0.1')));
    const closed = sockets.map(closing);
    await served.server.close();
    await Promise.all(closed);
  });

  it('answers a device while three hundred others do not finish theirs, and ends them with the share', async () => {
    const target = await shareTarget(other, folder, 'shared');
    const sockets = await Promise.all(Array.from({ length: 300 }, () => half(target.state.port, OTHER)));
    const cookie = await target.enter();
    const text = await asked(target, `Host: ${target.authority}\r\nCookie: ${cookie}\r\n`);
    assert.equal(statusOf(text), '200');
    const closed = sockets.map(closing);
    await (await target.served.server.sharing()).stop();
    await Promise.all(closed);
  });

  it('decides by Host, whatever name the handshake had', async () => {
    const target = await shareTarget(other, folder, 'shared');
    const cookie = await target.enter();
    for (const servername of ['evil.example', 'localhost', 'xn--mnchen-3ya.local']) {
      const own = `Host: ${target.authority}\r\nCookie: ${cookie}\r\n`;
      assert.equal(statusOf(await asked(target, own, { servername })), '200', servername);
      const strange = `Host: ${servername}\r\nCookie: ${cookie}\r\n`;
      assert.equal(statusOf(await asked(target, strange, { servername })), '403', servername);
    }
  });

  it('lets no client shake hands anew, and goes on', async () => {
    const target = await shareTarget(other, folder, 'shared');
    const socket = await connect(target.state.port, { maxVersion: 'TLSv1.2' });
    let outcome: string | undefined;
    socket.renegotiate({ rejectUnauthorized: false }, error => (outcome = error ? 'refused' : 'done'));
    // OpenSSL's client waits for its answer for ever, so a later answer on another connection is awaited.
    for (const _ of [1, 2])
      assert.equal(statusOf(await asked(target, `Host: ${target.authority}\r\n`)), '401');
    assert.notEqual(outcome, 'done');
    socket.destroy();
  });

  it('speaks no TLS before 1.2', async () => {
    const target = await shareTarget(other, folder, 'shared');
    const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await assert.rejects(connect(target.state.port, options));
  });

  it('refuses a request of HTTP/2 whose authority is another, or whose Host says something else', async () => {
    const target = await shareTarget(other, folder, 'shared');
    const { state, authority } = target;
    const cookie = await target.enter();
    const session = http2.connect(state.url, { rejectUnauthorized: false });
    session.on('error', () => undefined);
    const ask = async (fields: http2.OutgoingHttpHeaders): Promise<unknown> => {
      const stream = session.request({ ':path': '/', cookie, ...fields }).on('error', () => undefined);
      // The nghttp2 of newer Nodes resets the stream of a malformed authority (RFC 9113, 8.3.1) before the server sees it.
      const [headers] = (await once(stream, 'response').catch(() => [undefined])) as [
        http2.IncomingHttpHeaders | undefined,
      ];
      stream.resume();
      return headers ? headers[':status'] : `reset by ${stream.rstCode}`;
    };
    assert.equal(await ask({ ':authority': authority }), 200);
    for (const fields of [
      { ':authority': 'evil.example' },
      { ':authority': 'localhost' },
      { ':authority': authority, host: 'evil.example' },
      { ':authority': 'evil.example', host: authority },
      { ':authority': `evil@${authority}` },
      { ':authority': authority, origin: 'https://evil.example' },
      { ':authority': authority, origin: `http://${authority}` },
    ])
      assert.match(String(await ask(fields)), REFUSED, JSON.stringify(fields));
    assert.equal(await ask({ ':authority': authority, cookie: '' }), 401);
    session.destroy();
  });
});
