import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import { type Backend, backend } from '../support/backend';
import { endAll, makeTree } from '../support/serve';
import { OTHER, type Sent, shareTarget, statusOf, type Target } from '../support/shareTarget';
import { strangers, upgradingStrangers } from '../support/strangers';

/** The endpoints of a shared server for a device that was let in, and the replies. */
const ways: Readonly<Record<string, Sent & { readonly status: string }>> = {
  'a document': { target: '/x.html', status: '404' },
  'a file': { target: '/sub/x.txt', status: '200' },
  'a large file': { target: '/sub/x.txt', fields: { Range: 'bytes=0-0' }, status: '206' },
  'a folder': { target: '/sub', status: '301' },
  'a fixed route': { target: '/f', status: '200' },
  'a collection': { target: '/c', status: '200' },
  'a handler': { target: '/h', status: '200' },
  'another server': { target: '/p/x', status: '200' },
  'the page script': { target: '/__porthole/page.js', status: '200' },
  'devices in step': { target: '/__porthole/sync.js', status: '200' },
  'the live channel': { target: '/__porthole/live', status: '426' },
  'the page about trust': { target: '/__porthole/trust', status: '404' },
  'a form': { method: 'POST', target: '/x', fields: { 'Content-Length': '0' }, status: '405' },
  'a preflight': { method: 'OPTIONS', target: '/sub/x.txt', status: '204' },
  'a malformed target': { target: '/%', status: '400' },
  'a dotfile': { target: '/.env', status: '404' },
};

for (const https of ['off', 'shared'] as const)
  describe(`the rules of every listener hold on a shared one, HTTPS ${https}`, () => {
    let other: Backend;
    let folder: string;
    let target: Target;
    let cookie: string;

    before(async () => {
      folder = await makeTree({});
      other = await backend();
      target = await shareTarget(other, folder, https);
      cookie = await target.enter();
    });
    after(async () => {
      await endAll();
      await other.close();
      await rm(folder, { recursive: true, force: true });
    });

    const ask = (sent: Sent): Promise<string> =>
      https === 'off' ? target.ask({ cookie, ...sent }) : target.askSecurely({ cookie, ...sent });

    it('1 to 3: a device has an answer in each way, a stranger with its cookie 403', async () => {
      const port = new URL(target.state.url).port;
      for (const [name, { status, ...sent }] of Object.entries(ways)) {
        const own = statusOf(await ask(sent));
        assert.equal(own, name === 'the page about trust' && https === 'shared' ? '200' : status, name);
        const heard = other.asked.length;
        for (const [attack, { host, headers }] of Object.entries(strangers(Number(port)))) {
          const fields = { ...sent.fields, ...headers };
          const text = await ask({ ...sent, fields, ...(host === undefined ? {} : { host }) });
          assert.equal(statusOf(text), '403', `${attack} at ${name}`);
          assert.doesNotMatch(text, /^access-control-|^set-cookie/im, `${attack} at ${name}`);
        }
        assert.equal(other.asked.length, heard, name);
      }
    });

    it('2 and 3: no stranger opens a WebSocket, neither to us nor to another server', async () => {
      const { search } = new URL(target.served.server.liveUrl ?? '');
      const port = Number(new URL(target.state.url).port);
      const heard = other.asked.length;
      for (const path of [`/__porthole/live${search}`, '/p/ws', '/f'])
        for (const [attack, { host, headers }] of Object.entries(upgradingStrangers(port))) {
          const sent = { target: path, fields: { ...headers }, ...(host === undefined ? {} : { host }) };
          assert.equal(statusOf(await ask(sent)), '403', `${attack} at ${path}`);
        }
      assert.equal(other.asked.length, heard);
    });

    it('4 and 13: each reply says who may frame it, and a frame of a stranger gets documents only', async () => {
      const frame = {
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'iframe',
      };
      for (const [name, { status: _status, ...sent }] of Object.entries(ways)) {
        for (const fields of [{}, frame]) {
          const text = await ask({ ...sent, fields: { ...sent.fields, ...fields } });
          assert.match(
            text,
            /^content-security-policy: .*frame-ancestors 'self'|frame-ancestors 'none'/im,
            name,
          );
        }
      }
      for (const path of ['/large.bin', '/__porthole/page.js'])
        assert.equal(statusOf(await ask({ target: path, fields: frame })), '403', path);
    });

    it('15: nothing that runs ahead of a click, and no ping, is answered from elsewhere', async () => {
      const from = {
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      };
      for (const sign of [
        { 'Sec-Purpose': 'prefetch' },
        { Purpose: 'prefetch' },
        { 'Ping-To': 'https://a.example' },
      ])
        for (const path of ['/f', '/p/x', '/sub/x.txt'])
          assert.equal(statusOf(await ask({ target: path, fields: { ...from, ...sign } })), '403');
    });

    it('16: the log keeps its lines, whatever a device calls itself and asks for', async () => {
      const fields = { 'User-Agent': 'a\u001b[2Jb', Referer: 'http://x\u009b.example/' };
      await ask({ target: '/nothing%0d%0aGET%20/forged', fields });
      await ask({ target: '/sub/x.txt', fields });
      for (const entry of target.served.log) {
        const text = entry.kind === 'event' ? entry.text : `${entry.method} ${entry.target}`;
        assert.doesNotMatch(text, /(?!\n)\p{Cc}|\n(?! )/u);
      }
    });

    it('17: an authority that no URL can have is 400', async () => {
      const name = target.authority.replace(/:\d+$/, '');
      for (const sent of [{ host: `${name}:99999` }, { target: `http://${name}:70000/` }])
        assert.equal(statusOf(await ask(sent)), '400', JSON.stringify(sent));
    });
  });

describe('a shared listener', () => {
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

  it('10 and 19: ends comers that say nothing, half a head or half a body, each with its answer', async () => {
    const limits = { headersTimeout: 200, requestTimeout: 400, checkingInterval: 50, stalledTimeout: 600 };
    const { state, authority, ask, enter } = await shareTarget(other, folder, 'off', limits);
    const cookie = await enter();
    const heads = [
      '',
      'GET / HTTP/1.1\r\n',
      `GET / HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\n`,
      `POST /p/x HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\nContent-Length: 10\r\n\r\nhalf`,
    ];
    await Promise.all(
      heads.map(async head => {
        const socket = net.connect(state.port, OTHER).on('error', () => undefined);
        let text = '';
        socket.on('data', part => (text += String(part)));
        socket.write(head);
        await once(socket, 'close');
        assert.doesNotMatch(text, /^HTTP\/1\.1 200/, head);
      }),
    );
    assert.equal(statusOf(await ask({ cookie, target: '/f' })), '200');
  });
});
