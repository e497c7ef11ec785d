import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { rm } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { type Backend, backend } from '../support/backend';
import { upgrade } from '../support/strangers';
import { endAll, makeTree } from '../support/serve';
import { AWAY, OTHER, type Sent, shareTarget, statusOf, type Target } from '../support/shareTarget';

describe('an attacker of a shared server', () => {
  let other: Backend;
  let folder: string;

  const share = async (https?: 'off' | 'shared'): Promise<Target> => shareTarget(other, folder, https);

  before(async () => {
    folder = await makeTree({});
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    other = await backend();
  });
  afterEach(async () => {
    await endAll();
    await other.close();
  });

  it('without a cookie gets 401 whatever the method, the version, the target and the upgrade', async () => {
    const { served, state, authority, ask, codeOf } = await share();
    const live = new URL(served.server.liveUrl ?? '').search;
    const table: readonly Sent[] = [
      ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'QUERY'].map(method => ({ method })),
      ...['/p/x', '/c', '/c/1', '/f', '/h', '/endless'].map(target => ({ target })),
      ...['/p/x', '/f', '/h', `/__porthole/live${live}`].map(target => ({ target, fields: upgrade })),
      { target: `/__porthole/live${live}`, fields: { Accept: 'text/event-stream' } },
      { method: 'POST', target: `/__porthole/live${live}`, fields: { 'Content-Length': '0' } },
      { method: 'OPTIONS', target: '*' },
      { method: 'CONNECT', target: 'localhost:1' },
      { method: 'CONNECT', target: authority },
      { target: `http://${authority}/` },
      { target: '/__porthole/trust' },
      { target: '/__porthole/sync.js' },
      { target: '/.well-known/appspecific/com.chrome.devtools.json' },
      { target: '/.env' },
      { target: '/sub/' },
      { target: '/%' },
      { target: `/${'x'.repeat(9000)}` },
      { target: '/', version: '1.0', host: undefined },
      { target: '/', version: '1.0' },
      { target: '/', cookie: `porthole-device-${state.port}=` },
      { target: '/', cookie: `porthole-device-${state.port}=${'A'.repeat(22)}` },
      { target: '/__porthole/join?token=' },
      { target: '/__porthole/join' },
      { target: `/__porthole/join?token=${'A'.repeat(22)}` },
      { target: `/__porthole/join/?token=${codeOf(state.joinUrl).split('=')[1]}` },
      { target: '/', fields: { Expect: '100-continue' } },
      { target: '/', fields: { Connection: 'Upgrade, close', Upgrade: 'h2c' } },
      { target: '/', fields: { Authorization: `Bearer ${codeOf(state.joinUrl).split('=')[1]}` } },
      { target: '/', fields: { 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Host': 'localhost' } },
    ];
    const got: Record<string, string> = {};
    for (const sent of table) {
      const text = await ask(sent);
      if (statusOf(text) !== '401') got[JSON.stringify(sent)] = statusOf(text);
      assert.doesNotMatch(text, /^set-cookie/im);
    }
    assert.deepEqual(got, {});
    assert.equal(other.asked.length, 0);
  });

  it('with a cookie, behind a name or an address that leads here, gets 403', async () => {
    const { states, state, authority, ask, codeOf, enter } = await share();
    const cookie = await enter();
    const { port } = state;
    for (const host of [
      'localhost',
      'app.localhost',
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.2]',
      '[::ffff:7f00:2]',
      '127.0.0.3',
      '0.0.0.0',
      '127.2',
      '2130706434',
      '0x7f.0.0.2',
      '0177.0.0.2',
      '127.0.0.2.',
      '127.0.0.2.nip.io',
      'evil.example',
      'desktop.local',
      'münchen.local',
      'xn--mnchen-3ya.local',
      '１２７.0.0.2',
      '',
    ].filter(name => !authority.startsWith(`${name}:`)))
      for (const target of ['/', '/f', '/p/x', codeOf(states.at(-1)?.joinUrl)]) {
        const text = await ask({ host: host && `${host}:${port}`, target, cookie });
        assert.match(statusOf(text), /^40[03]$/, `${host} ${target}`);
      }
    for (const target of ['http://evil.example/', `http://evil@${authority}/`, 'https://localhost/'])
      assert.equal(statusOf(await ask({ target, cookie })), '403', target);
    assert.equal(statusOf(await ask({ cookie })), '200');
  });

  it('uses no code a fourth time, none from another address, none of a share that ended', async () => {
    const { served, states, state, authority, ask, codeOf } = await share();
    const first = codeOf(state.joinUrl);
    for (const _ of [1, 2, 3]) assert.equal(statusOf(await ask({ target: first })), '303');
    for (const target of [first, `${first}&token=${first.split('=')[1]}`, `http://${authority}${first}`])
      assert.equal(statusOf(await ask({ target })), '401');
    if (AWAY !== undefined) {
      const second = codeOf(states.at(-1)?.joinUrl);
      assert.equal(statusOf(await ask({ target: second })), '303');
      assert.equal(statusOf(await ask({ target: second }, AWAY)), '401');
    }
    const sharing = await served.server.sharing();
    const old = codeOf(states.at(-1)?.joinUrl);
    await sharing.stop();
    await sharing.share({ address: OTHER, page: '/', directoryListing: false });
    assert.equal(statusOf(await ask({ target: old })), '401');
  });

  it('uses no cookie that another server of the machine was sent, from another device', async function () {
    if (AWAY === undefined) return;
    const { ask, enter } = await share();
    const cookie = await enter();
    assert.equal(statusOf(await ask({ cookie })), '200');
    assert.equal(statusOf(await ask({ cookie }, AWAY)), '401');
    // The device with that cookie keeps its access.
    assert.equal(statusOf(await ask({ cookie })), '200');
  });

  it('learns neither code nor cookie from the log, the traffic view or another server', async () => {
    const { served, state, authority, ask, codeOf, enter } = await share();
    served.server.setLogLevel('trace');
    const code = codeOf(state.joinUrl).split('=')[1] ?? '';
    const cookie = await enter();
    const [, secret = ''] = cookie.split('=');
    const referer = `http://${authority}${codeOf(state.joinUrl)}`;
    await ask({ target: '/p/x', cookie: `a=1; ${cookie}; b=2` });
    await ask({ target: '/f', cookie, fields: { Referer: referer } });
    await ask({ target: '/p/ws', cookie: `${cookie}; b=2`, fields: upgrade });
    const text = JSON.stringify([served.log, other.asked]);
    assert.equal(other.asked.length, 2);
    assert.equal(other.asked[0]?.headers.cookie, 'a=1; b=2');
    assert.ok(secret.length === 22 && !text.includes(secret), 'the cookie');
    assert.ok(code.length === 22 && !text.includes(code), 'the code');
  });

  it('is cut off with the device: downloads, event streams, uploads, handlers and WebSockets', async () => {
    const { served, states, state, authority, enter } = await share();
    const cookie = await enter();
    const { search } = new URL(served.server.liveUrl ?? '');
    const open = async (
      target: string,
      fields: Readonly<Record<string, string>> = {},
    ): Promise<net.Socket> => {
      const socket = net.connect(state.port, OTHER).on('error', () => undefined);
      const lines = Object.entries({ Host: authority, Cookie: cookie, ...fields });
      const method = 'Content-Length' in fields ? 'POST' : 'GET';
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.write(`${method} ${target} HTTP/1.1\r\n${head}\r\n${method === 'POST' ? 'half' : ''}`);
      if (method === 'POST') await new Promise(resolve => setTimeout(resolve, 100));
      else await once(socket, 'data');
      return socket.pause();
    };
    const sockets = await Promise.all([
      open('/'),
      open('/large.bin'),
      open('/endless'),
      open(`/__porthole/live${search}&document=&path=/`, { Accept: 'text/event-stream' }),
      open(`/__porthole/live${search}&document=&path=/`, { ...upgrade }),
      open('/p/ws', { ...upgrade }),
      open('/p/x', { 'Content-Length': '100' }),
    ]);
    const closed = sockets.map(socket => once(socket, 'close'));
    const sharing = await served.server.sharing();
    sharing.remove(states.at(-1)?.devices[0]?.id ?? '');
    for (const socket of sockets) socket.resume();
    await Promise.all(closed);
  });

  it('is cut off with the device over HTTP/2, too: no other stream of that connection is answered', async () => {
    const { served, states, state, authority, codeOf } = await share('shared');
    const session = http2.connect(state.url, { rejectUnauthorized: false });
    session.on('error', () => undefined);
    const get = async (
      path: string,
      cookie = '',
    ): Promise<[http2.ClientHttp2Stream, http2.IncomingHttpHeaders]> => {
      const stream = session.request({
        ':path': path,
        ':authority': authority,
        ...(cookie ? { cookie } : {}),
      });
      stream.on('error', () => undefined);
      return [stream, ((await once(stream, 'response')) as [http2.IncomingHttpHeaders])[0]];
    };
    const [, joined] = await get(codeOf(state.joinUrl));
    const cookie = joined['set-cookie']?.[0]?.split(';')[0] ?? '';
    assert.equal((await get('/', cookie))[1][':status'], 200);
    const [download] = await get('/large.bin', cookie);
    assert.ok(!download.closed);
    const closed = once(session, 'close');
    const sharing = await served.server.sharing();
    sharing.remove(states.at(-1)?.devices[0]?.id ?? '');
    await closed;
  });

  it('gets nothing over plain HTTP on a port of HTTPS, whether or not it names a host', async () => {
    const { state, authority, ask, codeOf } = await share('shared');
    for (const sent of [{}, { version: '1.0' }, { version: '1.0', host: undefined }] as const) {
      const text = await ask({ ...sent, target: codeOf(state.joinUrl) });
      assert.equal(statusOf(text), '307', JSON.stringify(sent));
      assert.ok(
        text.includes(`
Location: https://${authority}/`),
        text,
      );
    }
  });

  it('that has been let in hears of no file that no page of its own uses', async () => {
    const { served, authority, enter } = await share();
    const cookie = await enter();
    const live = new URL(served.server.liveUrl ?? '');
    const observer = new WebSocket(live);
    const device = new WebSocket(`ws://${authority}${live.pathname}${live.search}`, {
      origin: `http://${authority}`,
      headers: { cookie },
    });
    const heard: string[] = [];
    device.on('message', (data: Buffer) => heard.push(data.toString()));
    await Promise.all([once(observer, 'message'), once(device, 'message')]);
    const told = once(observer, 'message');
    await served.write({ 'secret-name.css': 'p{}' });
    served.server.changed([{ path: `${served.root}/secret-name.css`, how: 'created' }]);
    assert.match(String((await told)[0]), /secret-name/);
    device.ping();
    await once(device, 'pong');
    assert.doesNotMatch(heard.join(''), /secret-name/);
    for (const socket of [observer, device]) socket.terminate();
  });
});
