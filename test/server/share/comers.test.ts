import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import { type Backend, backend } from '../support/backend';
import { endAll, makeTree } from '../support/serve';
import { AWAY, OTHER, say, shareTarget, statusOf, type Target } from '../support/shareTarget';
import { upgrade } from '../support/strangers';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('a shared server and comers that were in, guess, or know half', () => {
  let other: Backend;
  let folder: string;
  let target: Target;

  before(async () => {
    folder = await makeTree({});
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    other = await backend();
    target = await shareTarget(other, folder);
  });
  afterEach(async () => {
    await endAll();
    await other.close();
  });

  const removeAll = async (): Promise<void> => {
    const sharing = await target.served.server.sharing();
    for (const { id } of target.states.at(-1)?.devices ?? []) sharing.remove(id);
  };
  const query = (): string => new URL(target.served.server.liveUrl ?? '').search;

  it('lets a removed device in again neither by its cookie nor by the code that it used', async () => {
    const { state, states, ask, codeOf, enter } = target;
    const cookie = await enter();
    await removeAll();
    assert.equal(statusOf(await ask({ cookie })), '401');
    for (const sent of [{}, { cookie }])
      assert.equal(statusOf(await ask({ ...sent, target: codeOf(state.joinUrl) })), '401');
    // The code that is shown now may be used by anyone who sees it.
    assert.equal(statusOf(await ask({ target: codeOf(states.at(-1)?.joinUrl) })), '303');
  });

  it('tells a removed device why it is out, and lets it forget; a stranger hears neither', async () => {
    const { state, ask, enter } = target;
    const cookie = await enter();
    await removeAll();
    const navigation = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    for (const fields of [{}, navigation, upgrade]) {
      const told = await ask({ cookie, fields });
      assert.equal(statusOf(told), '401');
      assert.match(told, /This device was removed/);
      assert.match(told, /^Clear-Site-Data: "cache", "storage"\r$/im);
      for (const other of [{}, { cookie: `porthole-device-${state.port}=${'A'.repeat(22)}` }]) {
        const text = await ask({ ...other, fields });
        assert.equal(statusOf(text), '401');
        assert.doesNotMatch(text, /removed|Clear-Site-Data/i);
      }
    }
    // A device that signs in again is treated like any other.
    assert.doesNotMatch(await ask({ cookie: await enter() }), /Clear-Site-Data/i);
  });

  it('tells a device of an earlier share that this has ended, and no other', async () => {
    const { served, state, states, authority, ask, enter } = target;
    const cookie = await enter();
    const sharing = await served.server.sharing();
    await sharing.stop();
    const again = await sharing.share({ address: OTHER, page: '/', directoryListing: false });
    // The cookie is known by the port in its name.
    assert.equal(new URL(again.url).host, authority);
    const text = await ask({ cookie });
    assert.equal(statusOf(text), '401');
    assert.match(text, /The share that this device joined has ended/);
    assert.doesNotMatch(text, /Clear-Site-Data/i);
    for (const other of ['a=b', `porthole-device-${state.port}=`, `porthole-device-${state.port}=x`])
      assert.match(await ask({ cookie: other }), /only for devices that scanned the current code/);
    // A signed-in device with a new address is not let in either.
    const second = await target.enter();
    assert.ok(states.at(-1)?.devices.length === 1);
    if (AWAY !== undefined) assert.doesNotMatch(await ask({ cookie: second }, AWAY), /has ended/);
  });

  it('tells the device after the last one why it is not let in, and has a code for it once one is removed', async () => {
    const { states, ask, codeOf, enter } = target;
    for (let count = 0; count < 32; count++) await enter();
    const full = await ask({ target: codeOf(states.at(-1)?.joinUrl) });
    assert.equal(statusOf(full), '503');
    assert.match(full, /No more devices can join/);
    assert.doesNotMatch(full, /^set-cookie/im);
    // Without a code, the reply reveals nothing.
    assert.equal(statusOf(await ask({ target: '/__porthole/join?token=x' })), '401');
    const sharing = await target.served.server.sharing();
    sharing.remove(states.at(-1)?.devices[0]?.id ?? '');
    await enter();
    assert.equal(states.at(-1)?.devices.length, 32);
  });

  it('knows a device among cookies of its name that another port of this machine has set', async () => {
    const { state, states, ask, codeOf, enter } = target;
    const cookie = await enter();
    const tossed = `porthole-device-${state.port}=${'A'.repeat(22)}`;
    const many = Array.from({ length: 400 }, () => tossed).join('; ');
    for (const cookies of [`${tossed}; ${cookie}`, `${cookie}; ${tossed}`, `${many}; ${cookie}`])
      assert.equal(statusOf(await ask({ cookie: cookies })), '200');
    for (const cookies of [tossed, many, `${cookie}x`, `x${cookie}`, cookie.replace(/-\d+=/, '-1=')])
      assert.equal(statusOf(await ask({ cookie: cookies })), '401');
    const again = await ask({ target: codeOf(states.at(-1)?.joinUrl), cookie: `${tossed}; ${cookie}` });
    assert.ok(again.includes(cookie), 'the device keeps its own cookie');
    assert.equal(states.at(-1)?.devices.length, 1);
  });

  it('makes no cookie that a comer brings along its own', async () => {
    const { state, states, ask, codeOf } = target;
    const fixed = `porthole-device-${state.port}=${'B'.repeat(22)}`;
    const text = await ask({ target: codeOf(states.at(-1)?.joinUrl), cookie: fixed });
    assert.equal(statusOf(text), '303');
    assert.ok(!text.includes('B'.repeat(22)));
    assert.equal(statusOf(await ask({ cookie: fixed })), '401');
  });

  it('shows its cookie to no handler, and so to no script of a page', async () => {
    const { ask, enter } = target;
    const cookie = await enter();
    for (const [cookies, left] of [
      [`a=1; ${cookie}; b=2`, '"a=1; b=2"'],
      [`${cookie}; a=1`, '"a=1"'],
      [cookie, ''],
    ] as const) {
      const text = await ask({ target: '/h', cookie: cookies });
      assert.equal(statusOf(text), '200');
      assert.ok(!text.includes('porthole-device'), text);
      assert.ok(text.includes(left), text);
    }
  });

  it('answers three hundred guesses with 401, two lines in the log, and still takes the code', async () => {
    const { served, state, authority, enter } = target;
    const guess = `GET /__porthole/join?token=${'A'.repeat(22)} HTTP/1.1\r\nHost: ${authority}\r\n`;
    const text = await say(state.port, `${guess}\r\n`.repeat(299) + `${guess}Connection: close\r\n\r\n`);
    assert.equal(count(text, /^HTTP\/1\.1 401 /gm), 300);
    const lines = served.log.filter(entry => entry.kind === 'event' && entry.level === 'warn');
    assert.ok(lines.length <= 2, JSON.stringify(lines));
    await enter();
  });

  it('takes a Host with another port, and no page of that port', async () => {
    const { state, authority, ask, enter } = target;
    const cookie = await enter();
    const [name] = authority.split(/:\d+$/);
    const far = `${name}:${state.port === 5501 ? 5502 : 5501}`;
    assert.equal(statusOf(await ask({ host: far, cookie })), '200');
    const table: readonly Readonly<Record<string, string>>[] = [
      { Origin: `http://${far}` },
      { Origin: `https://${authority}` },
      { Referer: `http://${far}/`, Accept: 'image/*' },
      { ...upgrade, Origin: `http://${far}` },
      { Origin: `http://${far}`, Accept: 'text/event-stream' },
      { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    ];
    for (const fields of table)
      for (const path of ['/', '/f', `/__porthole/live${query()}`, '/__porthole/trust'])
        assert.equal(statusOf(await ask({ target: path, cookie, fields })), '403', JSON.stringify(fields));
    for (const path of ['/c', '/p/x', `/__porthole/live${query()}`]) {
      const fields = { Origin: `http://${far}`, 'Content-Length': '0' };
      assert.equal(statusOf(await ask({ method: 'POST', target: path, cookie, fields })), '403', path);
    }
    assert.equal(other.asked.length, 0);
  });

  it('opens no event stream to a device without the token, and none again to one that was removed', async () => {
    const { state, authority, ask, enter } = target;
    const cookie = await enter();
    const fields = { Accept: 'text/event-stream' };
    for (const path of ['/__porthole/live', '/__porthole/live?token=', '/__porthole/live?token=x'])
      assert.equal(statusOf(await ask({ target: path, cookie, fields })), '403');
    const live = `/__porthole/live${query()}&document=&path=/`;
    const stream = net.connect(state.port, OTHER).on('error', () => undefined);
    stream.write(
      `GET ${live} HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\nAccept: text/event-stream\r\n\r\n`,
    );
    let text = '';
    stream.on('data', part => (text += String(part)));
    while (!/data: .+/.test(text)) await once(stream, 'data');
    const [, channel = ''] = /event: channel\ndata: (.+)/.exec(text) ?? [];
    assert.ok(channel.length > 20);
    const closed = once(stream, 'close');
    await removeAll();
    await closed;
    assert.equal(statusOf(await ask({ target: live, cookie, fields })), '401');
    // Another device cannot act in its name either.
    const second = await enter();
    const body = `${channel} \n{"type":"ping"}`;
    const post = { method: 'POST', target: `/__porthole/live${query()}`, cookie: second };
    const head = { 'Content-Length': String(body.length) };
    const sent = `POST ${post.target} HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${second}\r\nConnection: close\r\nContent-Length: ${head['Content-Length']}\r\n\r\n${body}`;
    assert.equal(statusOf(await say(state.port, sent)), '404');
  });

  it('reads no message in two ways, though it comes from a device', async () => {
    const { state, authority, enter } = target;
    const cookie = await enter();
    const inner = `GET /p/smuggled HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;
    const table: readonly string[] = [
      `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
      `Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
      `Content-Length: +0\r\n\r\n${inner}`,
      `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`,
      `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`,
      `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
      `Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${inner}`,
      `X: a\r\n Host: evil.example\r\n\r\n${inner}`,
      `X: a\rHost: evil.example\r\n\r\n${inner}`,
      `Host: evil.example\r\n\r\n${inner}`,
    ];
    for (const rest of table) {
      const head = `POST /f HTTP/1.1\r\nHost: ${authority}\r\nCookie: ${cookie}\r\nConnection: close\r\n`;
      const text = await say(state.port, head + rest);
      assert.match(statusOf(text), /^40[03]$/, rest);
      assert.equal(count(text, /^HTTP\/1\.1 /gm), 1, rest);
    }
    assert.equal(other.asked.length, 0);
  });
});
