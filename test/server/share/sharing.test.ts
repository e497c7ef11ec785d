import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { WebSocket } from 'ws';
import type { ShareState } from '../../../src/protocol/shareState';
import { endAll, serve, type Served } from '../support/serve';

/** Another address of this machine; macOS has one loopback address of IPv4 only. */
const OTHER = process.platform === 'darwin' ? '::1' : '127.0.0.2';

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Visit {
  readonly headers?: http.OutgoingHttpHeaders;
  readonly method?: string;
  /** The device's own address. */
  readonly from?: string;
}

function get(url: string, { headers, method = 'GET', from }: Visit = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method,
      agent: false,
      ...(headers ? { headers } : {}),
      ...(from === undefined ? {} : { localAddress: from }),
    });
    request.on('error', reject);
    request.on('response', response => {
      let body = '';
      response.on('data', part => (body += String(part)));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.end();
  });
}

const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

/** The page script's own proof; without it no pick opens anything. */
const PROOF = 'proof-of-a-test';
const tree = { 'index.html': '<h1>Hello</h1>', 'style.css': 'h1{}', 'folder/a.txt': 'a' };

/** Lets a device in; its cookie. */
async function enter(state: ShareState): Promise<string> {
  const answer = await get(state.joinUrl);
  assert.equal(answer.status, 303);
  return cookieOf(answer);
}

describe('a server that is shared', () => {
  let served: Served;
  const states: (ShareState | undefined)[] = [];
  const bridged: string[] = [];

  async function share(directoryListing = false): Promise<ShareState> {
    const sharing = await served.server.sharing();
    return sharing.share({ address: OTHER, page: '/index.html', directoryListing });
  }

  beforeEach(async () => {
    states.length = 0;
    bridged.length = 0;
    served = await serve(
      tree,
      { proof: PROOF },
      {},
      { shared: state => states.push(state), bridge: message => bridged.push(message.type) },
    );
  });
  afterEach(endAll);

  it('answers a device without the code with 401 and a sentence, whatever it asks for', async () => {
    const { url } = await share();
    for (const target of [
      '',
      'style.css',
      'nothing',
      '__porthole/page.js',
      '__porthole/live',
      '__porthole/join',
    ])
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        const answer = await get(url + target, { method });
        assert.equal(answer.status, 401, `${method} ${target}`);
        assert.equal(answer.headers['www-authenticate'], 'Porthole');
        assert.equal(answer.headers['set-cookie'], undefined);
        if (method !== 'HEAD') assert.match(answer.body, /only for devices that scanned the current code/);
      }
  });

  it('lets the code in once it became a cookie, and a redirect takes it out of the address', async () => {
    const state = await share();
    const answer = await get(state.joinUrl);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.location, '/index.html');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.match(
      answer.headers['set-cookie']?.[0] ?? '',
      /^porthole-device-\d+=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const page = await get(`${state.url}index.html`, {
      headers: { cookie: cookieOf(answer), accept: 'text/html' },
    });
    assert.equal(page.status, 200);
    assert.match(page.body, /Hello/);
    assert.equal(page.headers['set-cookie'], undefined, 'the device’s cookie is the pass for routes');
  });

  it('keeps the code out of the log', async () => {
    const state = await share();
    await enter(state);
    await get(`${state.joinUrl}x`);
    const code = new URL(state.joinUrl).searchParams.get('token') ?? '';
    assert.ok(code.length === 22 && !JSON.stringify(served.log).includes(code));
  });

  it('takes a code three times from one address, from no other, and never an old share’s', async () => {
    const state = await share();
    for (const _ of [1, 2, 3]) await enter(state);
    assert.equal((await get(state.joinUrl)).status, 401);
    if (OTHER !== '::1') {
      const again = await share();
      await enter(again);
      assert.equal((await get(again.joinUrl, { from: '127.0.0.3' })).status, 401);
    }
    const old = await share();
    const cookie = await enter(old);
    const fresh = await share();
    assert.equal((await get(fresh.url + old.joinUrl.slice(old.url.length))).status, 401);
    assert.equal((await get(fresh.url, { headers: { cookie } })).status, 401);
  });

  it('does not spend the code on a prefetch or a HEAD', async () => {
    const state = await share();
    assert.equal((await get(state.joinUrl, { headers: { 'sec-purpose': 'prefetch' } })).status, 401);
    assert.equal((await get(state.joinUrl, { method: 'HEAD' })).status, 401);
    await enter(state);
  });

  it('shows another code as soon as one was used', async () => {
    const state = await share();
    await enter(state);
    assert.notEqual(states.at(-1)?.joinUrl, state.joinUrl);
    await enter(states.at(-1)!);
    assert.equal(states.at(-1)?.devices.length, 2);
  });

  it('answers to its own address only: a rebound name, localhost and other origins are 403', async () => {
    const state = await share();
    const cookie = await enter(state);
    for (const host of [`evil.example:${state.port}`, `localhost:${state.port}`, `127.0.0.1:${state.port}`])
      assert.equal((await get(state.url, { headers: { cookie, host } })).status, 403, host);
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${served.port}` },
      { referer: 'http://evil.example/', accept: 'image/*' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    ])
      assert.equal(
        (await get(state.url, { headers: { cookie, ...headers } })).status,
        403,
        JSON.stringify(headers),
      );
  });

  it('shows no folder’s entries unless that is set', async () => {
    const state = await share();
    const cookie = await enter(state);
    assert.equal((await get(`${state.url}folder/`, { headers: { cookie } })).status, 404);
    const open = await share(true);
    const again = await enter(open);
    assert.equal((await get(`${open.url}folder/`, { headers: { cookie: again } })).status, 200);
    served.server.configure({ directoryListing: false });
    assert.equal((await get(`${open.url}folder/`, { headers: { cookie: again } })).status, 404);
  });

  it('never names the folder of the workspace, as it may to developer tools on this machine', async () => {
    served.server.configure({ workspaceId: '6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b' });
    const target = '.well-known/appspecific/com.chrome.devtools.json';
    const local = await get(served.url + target);
    assert.equal(local.status, 200);
    const state = await share();
    const cookie = await enter(state);
    const answer = await get(state.url + target, { headers: { cookie } });
    assert.equal(answer.status, 404);
    assert.ok(!answer.body.includes(served.root));
  });

  it('opens the live channel to a device that is in, and to no other, whatever token it has', async () => {
    const state = await share();
    const cookie = await enter(state);
    const own = new URL(served.server.liveUrl ?? '');
    const live = `${state.url.replace('http', 'ws')}__porthole/live${own.search}`;
    const stranger = new WebSocket(live, { origin: state.url.slice(0, -1) });
    const [, response] = (await once(stranger, 'unexpected-response')) as [unknown, http.IncomingMessage];
    assert.equal(response.statusCode, 401);
    stranger.on('error', () => undefined).terminate();
    const device = new WebSocket(live, { origin: state.url.slice(0, -1), headers: { cookie } });
    assert.match(String(await once(device, 'message')), /hello/);
    const closed = once(device, 'close');
    const sharing = await served.server.sharing();
    for (const { id } of states.at(-1)?.devices ?? []) sharing.remove(id);
    await closed;
    assert.equal((await get(state.url, { headers: { cookie } })).status, 401);
    assert.deepEqual(states.at(-1)?.devices, []);
  });

  it('opens the editor by a pick only on a device that was allowed to', async () => {
    const state = await share();
    const cookie = await enter(state);
    const { search } = new URL(served.server.liveUrl ?? '');
    const query = `${search}&proof=${PROOF}&document=&path=/index.html`;
    const live = `${state.url.replace('http', 'ws')}__porthole/live${query}`;
    const device = new WebSocket(live, { origin: state.url.slice(0, -1), headers: { cookie } });
    const answered = async (): Promise<void> => {
      device.send('{"type":"ping"}');
      for (;;) if (String(await once(device, 'message')).includes('pong')) return;
    };
    await once(device, 'message');
    const pick = JSON.stringify({ type: 'picked', node: 1, exact: true, by: 'key', keeps: false });
    device.send(pick);
    await answered();
    assert.deepEqual(bridged, []);
    const sharing = await served.server.sharing();
    sharing.allow(states.at(-1)?.devices[0]?.id ?? '', { picks: true });
    device.send(pick);
    while (bridged.length === 0) await answered();
    assert.deepEqual(bridged, ['sourceless']);
    device.terminate();
  });

  it('ends with the share: its port is closed, each connection with it, and the server’s own goes on', async () => {
    const state = await share();
    const cookie = await enter(state);
    const agent = new http.Agent({ keepAlive: true });
    const request = http.get(state.url, { agent, headers: { cookie } });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const closed = once(response.socket, 'close');
    response.resume();
    await (await served.server.sharing()).stop();
    await closed;
    agent.destroy();
    await assert.rejects(get(state.url), /ECONNREFUSED/);
    assert.equal(states.at(-1), undefined);
    assert.equal((await get(served.url)).status, 200);
  });
});
