import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { ToPage } from '../../../src/protocol/page';
import { ask, type Asking } from '../support/raw';
import { endAll, serve, type Served } from '../support/serve';
import { strangers } from '../support/strangers';
import { until } from './tab';

const PROOF = 'proof-of-a-test';
const tree = { 'index.html': '<!doctype html><p>one</p>', 'a.css': 'p{}' };

/** A page whose WebSocket does not get through: an event stream and its POST requests. */
class Streaming {
  readonly heard: ToPage[] = [];
  channel = '';
  isOver = false;
  private text = '';

  private constructor(
    readonly address: string,
    readonly response: http.IncomingMessage,
  ) {
    response.on('error', () => undefined);
    response.on('close', () => (this.isOver = true));
    response.on('data', part => {
      this.text += String(part);
      const events = this.text.split('\n\n');
      this.text = events.pop() ?? '';
      for (const event of events) this.take(event);
    });
  }

  static async open(
    { server, url }: Served,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Streaming> {
    const { search } = new URL(server.liveUrl ?? '');
    const address = `${url}__porthole/live${search}`;
    const more = new URLSearchParams({ document: '', path: '/index.html', age: '0', ...query });
    const request = http.get(`${address}&${more}`, {
      agent: false,
      headers: { accept: 'text/event-stream' },
    });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['content-type'], 'text/event-stream');
    const page = new Streaming(address, response);
    await until(() => page.channel || undefined, 'the name of the stream');
    return page;
  }

  async post(messages: readonly unknown[], head = this.channel): Promise<number> {
    const lines = messages.map(message => (typeof message === 'string' ? message : JSON.stringify(message)));
    const response = await fetch(this.address, { method: 'POST', body: [head, ...lines].join('\n') });
    return response.status;
  }

  hears(type: ToPage['type']): Promise<ToPage> {
    return until(() => this.heard.find(message => message.type === type), type);
  }

  over(): Promise<true> {
    return until(() => this.isOver || undefined, 'the end of the stream');
  }

  private take(event: string): void {
    const data = event.replace(/^(?:event: channel\n)?data: /, '');
    if (event.startsWith('event: channel')) this.channel = data;
    else if (!event.startsWith(':')) this.heard.push(JSON.parse(data) as ToPage);
  }
}

describe('a live channel without a WebSocket', () => {
  let served: Served;
  let counts: number[];
  beforeEach(async () => {
    counts = [];
    served = await serve(tree, { proof: PROOF }, {}, { pages: count => counts.push(count) });
  });
  afterEach(endAll);

  it('carries the same messages: down as events, up by POST', async () => {
    const page = await Streaming.open(served);
    await page.hears('hello');
    assert.equal(await page.post([{ type: 'uses', uses: [['/a.css', 'style']] }, { type: 'ping' }]), 200);
    await page.hears('pong');
    await served.write({ 'a.css': 'p{color:red}' });
    await page.hears('style');
    page.response.destroy();
  });

  it('is a page until its socket ends', async () => {
    const page = await Streaming.open(served);
    await until(() => counts.at(-1) === 1 || undefined, 'the page');
    page.response.destroy();
    await until(() => counts.at(-1) === 0 || undefined, 'its end');
    assert.equal(await page.post([{ type: 'ping' }]), 404);
  });

  it('ends with the server, after a goodbye', async () => {
    const page = await Streaming.open(served);
    await served.server.close();
    await page.over();
    assert.ok(page.heard.some(({ type }) => type === 'stopping'));
  });

  it('ends on an unknown message, on a flood, and takes no message that is too long', async () => {
    for (const bad of [['{"type":"open","path":"/etc/passwd"}'], ['no JSON'], ['']]) {
      const page = await Streaming.open(served);
      assert.equal(await page.post(bad), 200);
      await page.over();
    }
    const flooding = await Streaming.open(served);
    const hundred = Array.from({ length: 100 }, () => ({ type: 'ping' }));
    for (const _ of [1, 2, 3]) await flooding.post(hundred);
    await flooding.over();
    const long = await Streaming.open(served);
    assert.equal(await long.post(['x'.repeat(300_000)]), 413);
    assert.equal(await long.post(Array.from({ length: 300 }, () => ({ type: 'ping' }))), 400);
    long.response.destroy();
  });

  it('is open to no stranger, down or up, and to no client without the token', async () => {
    const page = await Streaming.open(served);
    const { search } = new URL(served.server.liveUrl ?? '');
    const events = { Accept: 'text/event-stream' };
    const askings: readonly Asking[] = [{ headers: events }, { method: 'POST' }];
    for (const asking of askings) {
      for (const [attack, stranger] of Object.entries(strangers(served.port))) {
        const headers = { ...asking.headers, ...stranger.headers };
        const { status } = await ask(served.port, `/__porthole/live${search}`, {
          ...asking,
          ...stranger,
          headers,
        });
        assert.equal(status, 403, attack);
      }
      for (const query of ['', '?token=', '?token=x', `${search}x`])
        assert.equal((await ask(served.port, `/__porthole/live${query}`, asking)).status, 403, query);
    }
    page.response.destroy();
  });

  it('is open to no origin of porthole.cors, which may read replies only', async () => {
    served.server.configure({ cors: ['http://friend.example'] });
    const { search } = new URL(served.server.liveUrl ?? '');
    const headers = { Accept: 'text/event-stream', Origin: 'http://friend.example' };
    assert.equal((await ask(served.port, `/__porthole/live${search}`, { headers })).status, 403);
  });

  it('takes no message for a stream whose name the sender does not know', async () => {
    const page = await Streaming.open(served);
    assert.equal(await page.post([{ type: 'ping' }], 'guessed'), 404);
    assert.equal(await page.post([], ''), 400);
    page.response.destroy();
  });

  it('opens nothing in the editor before the page script has proved itself', async () => {
    const page = await Streaming.open(served, { proof: PROOF });
    await page.hears('hello');
    const pick = { type: 'picked', node: 1, exact: true, by: 'key', keeps: false };
    await page.post([pick, { type: 'ping' }], `${page.channel} wrong`);
    await page.hears('pong');
    assert.deepEqual(served.bridged, []);
    await page.post([pick], `${page.channel} ${PROOF}`);
    await until(() => served.bridged[0], 'the pick');
    page.response.destroy();
  });

  it('answers other requests as ever', async () => {
    const { search } = new URL(served.server.liveUrl ?? '');
    assert.equal((await ask(served.port, `/__porthole/live${search}`)).status, 426);
    const headers = { Expect: '100-continue', 'Content-Length': '2' };
    const waiting = await ask(served.port, `/__porthole/live${search}`, { method: 'POST', headers });
    assert.equal(waiting.status, 417);
  });
});
