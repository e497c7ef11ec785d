import assert from 'node:assert/strict';
import { workspaceRoot } from '../../../src/server/steps/devTools';
import { ask, type RawResponse } from '../support/raw';
import { endAll, type Served, serve } from '../support/serve';

const TARGET = '/.well-known/appspecific/com.chrome.devtools.json';
const workspaceId = '5e1f2c34-0b1a-4c8d-9e77-0a1b2c3d4e5f';

describe('the folder that DevTools may save edits to', () => {
  let served: Served;
  const asks = (headers: Readonly<Record<string, string>> = {}, host?: string): Promise<RawResponse> =>
    ask(served.port, TARGET, { headers, ...(host === undefined ? {} : { host }) });

  beforeEach(async () => {
    served = await serve({ 'index.html': '<p>1' }, { workspaceId });
  });
  afterEach(endAll);

  it('is told to a browser on this machine, and kept by no cache', async () => {
    for (const host of [undefined, `localhost:${served.port}`]) {
      const { status, headers, body } = await asks({}, host);
      assert.equal(status, 200);
      assert.deepEqual(JSON.parse(body.toString()), { workspace: { root: served.root, uuid: workspaceId } });
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['access-control-allow-origin'], undefined);
    }
  });

  it('is told with every field that a browser sends', async () => {
    const { status } = await asks({
      Accept: '*/*',
      'Accept-Encoding': 'gzip, deflate, br, zstd',
      'Accept-Language': 'de',
      'Cache-Control': 'no-cache',
      Cookie: 'a=b',
      DNT: '1',
      'If-None-Match': '"a"',
      Pragma: 'no-cache',
      Priority: 'u=1, i',
      Referer: `http://127.0.0.1:${served.port}/`,
      'Save-Data': 'on',
      'Sec-CH-UA': '"Chromium";v="156"',
      'Sec-CH-UA-Mobile': '?0',
      'Sec-CH-UA-Platform': '"Linux"',
      'Sec-Fetch-Dest': 'empty',
      'Sec-Fetch-Mode': 'no-cors',
      'Sec-Fetch-Site': 'same-origin',
      'Sec-GPC': '1',
      'Upgrade-Insecure-Requests': '1',
      'User-Agent': 'Mozilla/5.0',
    });
    assert.equal(status, 200);
  });

  const strangers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a listed origin': { Origin: 'https://app.example' },
    'a forwarded port': { 'X-Forwarded-Host': 'tunnel.example' },
    'a proxy': { Via: '1.1 proxy' },
    'a forwarder of HTTPS': { 'X-Forwarded-Proto': 'https' },
    'a forwarder that names its server': { 'X-Forwarded-Server': 'tunnel.example' },
    'a forwarder that names the client': { 'X-Real-IP': '192.0.2.1' },
    'a tunnel that names the client': { 'CF-Connecting-IP': '192.0.2.1' },
    'a port that leads to this one': { Host: 'localhost:1' },
    'a client behind a content network': { 'CDN-Loop': 'cloudflare' },
    'a tunnel that names its user': { 'Tailscale-User-Login': 'a@example.com' },
    'a balancer with a field of its own': { 'X-Cluster-Client-IP': '192.0.2.1' },
    'an older server in front': { 'Proxy-Client-IP': '192.0.2.1' },
    'a proxy that counts steps': { 'Max-Forwards': '3' },
    'a proxy of the browser’s own': { 'Proxy-Connection': 'keep-alive' },
    'anything that no browser sends': { 'X-Anything': '1' },
    'a window of another site': {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    },
    'a frame of another site': {
      'Sec-Fetch-Site': 'same-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'iframe',
    },
    'an older browser’s window of another port': { Referer: 'http://localhost:1/', Accept: 'text/html' },
  };
  for (const [name, headers] of Object.entries(strangers)) {
    it(`is not told to ${name}`, async () => {
      served.server.configure({ cors: ['https://app.example'] });
      const { status, body } = await asks(headers);
      assert.equal(status, 404);
      assert.ok(!body.toString().includes(served.root));
    });
  }

  it('is not told under a name that is not loopback', async () => {
    served.server.configure({ authorities: ['tunnel.example'] });
    assert.equal((await asks({}, 'tunnel.example')).status, 404);
  });

  for (const [name, options] of Object.entries({
    'an untrusted workspace': { trusted: false },
    'porthole.devtoolsWorkspace off': { devtoolsWorkspace: false },
    'a server without an editor': { workspaceId: '' },
  })) {
    it(`is not told with ${name}`, async () => {
      served.server.configure(options);
      assert.equal((await asks()).status, 404);
    });
  }

  it('is what a file of that name in the root says, if there is one', async () => {
    await served.write({ [TARGET.slice(1)]: '{"workspace":"mine"}' });
    assert.equal((await asks()).body.toString(), '{"workspace":"mine"}');
  });

  it('has a UNC path for the browsers of Windows, where the server runs in WSL', () => {
    assert.equal(workspaceRoot('/home/me/site', 'Ubuntu'), '\\\\wsl.localhost\\Ubuntu\\home\\me\\site');
    assert.equal(workspaceRoot('/home/me/site', undefined), '/home/me/site');
  });
});
