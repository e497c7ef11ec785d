import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { endAll, type Served, serve } from '../server/support/serve';
import { Author } from './author';
import { built } from './visitor';

/** A network's reaction to a WebSocket's handshake: an invalid answer, or silence. */
type Treatment = 'refused' | 'swallowed';

/** A proxy that passes on everything but WebSockets. */
async function withoutWebSockets(
  port: number,
  treatment: Treatment,
  own = 0,
): Promise<net.Server & { asked: string[] }> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = net.createServer(client => {
    open.add(client);
    const behind = net.connect(port, '127.0.0.1');
    for (const socket of [client, behind]) socket.on('error', () => undefined);
    client.on('close', () => behind.destroy());
    behind.on('close', () => client.destroy());
    behind.pipe(client);
    client.on('data', (part: Buffer) => {
      const head = part.toString('latin1');
      if (!/\r\nupgrade: websocket\r\n/i.test(head)) {
        asked.push(...head.split('\r\n', 1));
        behind.write(part);
      } else if (treatment === 'refused') client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
  });
  server.listen(own, '127.0.0.1');
  await once(server, 'listening');
  const close = server.close.bind(server);
  return Object.assign(server, {
    asked,
    close: (done?: () => void) => {
      for (const socket of open) socket.destroy();
      return close(done);
    },
  });
}

const html = (text: string): string =>
  `<!doctype html><html><head><link rel="stylesheet" href="a.css"></head><body><p id="text">${text}</p><input id="name"></body></html>`;

for (const treatment of ['refused', 'swallowed'] as const)
  describe(`a page whose WebSocket is ${treatment}`, function () {
    this.timeout(60_000);
    let browser: Browser;
    let page: Page;
    let served: Served;
    let front: Awaited<ReturnType<typeof withoutWebSockets>>;
    let counts: number[];
    before(async () => {
      browser = await launchBrowser();
    });
    after(() => browser.close());
    beforeEach(async () => {
      counts = [];
      const tree = { 'index.html': html('first'), 'a.css': '#text { color: rgb(1, 1, 1) }' };
      served = await serve(tree, { pageScript: built }, {}, { pages: count => counts.push(count) });
      front = await withoutWebSockets(served.port, treatment);
      page = await browser.newPage();
    });
    afterEach(async () => {
      await page.close();
      front.close();
      await endAll();
    });

    const open = async (): Promise<void> => {
      await page.goto(`http://127.0.0.1:${(front.address() as AddressInfo).port}/`);
      while (counts.at(-1) !== 1) await new Promise(resolve => setTimeout(resolve, 50));
      // The page reports the files that it uses after 100 ms.
      await page.waitForTimeout(350);
    };
    const shows = (text: string) =>
      page.waitForFunction(wanted => document.getElementById('text')?.textContent === wanted, text, {
        timeout: 8000,
      });

    it('follows what is typed and what is saved, by events and POST requests', async () => {
      await open();
      await page.fill('#name', 'kept');
      new Author(served).type(html('typed'));
      await shows('typed');
      await new Author(served).save(html('saved'));
      await shows('saved');
      await served.write({ 'a.css': '#text { color: rgb(2, 2, 2) }' });
      await page.waitForFunction(
        () => getComputedStyle(document.getElementById('text')!).color === 'rgb(2, 2, 2)',
        undefined,
        { timeout: 8000 },
      );
      assert.equal(await page.inputValue('#name'), 'kept');
      assert.ok(front.asked.some(line => line.startsWith('POST /__porthole/live')));
      for (const line of front.asked)
        assert.doesNotMatch(line, /proof/, 'a script of the page can list addresses');
    });

    it('connects again when the connection is cut', async () => {
      await open();
      const { port } = front.address() as AddressInfo;
      front.close();
      await once(front, 'close');
      front = await withoutWebSockets(served.port, treatment, port);
      new Author(served).type(html('after'));
      await shows('after');
    });
  });

describe('a page whose WebSocket opens', function () {
  this.timeout(30_000);
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(endAll);

  it('never loads what stands in for it', async () => {
    const counts: number[] = [];
    const served = await serve(
      { 'index.html': html('first') },
      { pageScript: built },
      {},
      {
        pages: count => counts.push(count),
      },
    );
    const page = await browser.newPage();
    await page.goto(served.url);
    while (counts.at(-1) !== 1) await new Promise(resolve => setTimeout(resolve, 50));
    await page.waitForTimeout(350);
    assert.deepEqual(
      await page.evaluate<string[]>(
        'performance.getEntriesByType("resource").map(e => e.name).filter(n => n.includes("streams"))',
      ),
      [],
    );
    await page.close();
  });
});
