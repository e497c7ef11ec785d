import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { encode } from 'uqr';
import type { SharedDevice, ShareState } from '../../src/protocol/shareState';
import type { FromShareView, ToShareView } from '../../src/protocol/shareView';
import { launchBrowser } from '../host/browser';

const FILES: Readonly<Record<string, readonly [type: string, file: string]>> = {
  '/share.js': ['text/javascript', 'dist/share.js'],
  '/share.css': ['text/css', 'media/share.css'],
};

/** The document that the extension writes, in English. */
function documentOf(): string {
  const source = readFileSync(path.resolve('src/editor/share/html.ts'), 'utf8');
  const body = /<main[^]*<\/template>/.exec(source)?.[0] ?? '';
  const words = body.replaceAll(/\$\{escape\(l10n\.t\('([^']+)'\)\)\}/g, '$1');
  assert.doesNotMatch(words, /\$\{/);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'nonce-n'">
<link rel="stylesheet" href="/share.css"><title>Porthole</title></head><body>${words}
<script nonce="n" src="/share.js"></script></body></html>`;
}

const wifi = { address: '192.168.1.20', name: 'en0', kind: 'wifi', network: '192.168.1.0/24' } as const;
const cable = { address: '10.0.0.5', name: 'en7', kind: 'ethernet', network: '10.0.0.0/24' } as const;
const phone: SharedDevice = {
  id: 'id-1',
  browser: 'Safari',
  system: 'iPhone',
  address: '192.168.1.30',
  since: Date.UTC(2026, 0, 1, 12),
  picks: false,
  inStep: true,
};

function shared(...devices: SharedDevice[]): Extract<ToShareView, { type: 'shared' }> {
  const joinUrl = 'http://192.168.1.20:5500/__porthole/join?token=aaaaaaaaaaaaaaaaaaaaaa';
  const state: ShareState = {
    joinUrl,
    url: 'http://192.168.1.20:5500/',
    expires: 0,
    port: 5500,
    at: wifi,
    addresses: [wifi, cable],
    devices,
  };
  const causes = [{ text: 'Another network.' }, { text: 'A firewall:', command: 'sudo ufw allow 5500/tcp' }];
  return {
    type: 'shared',
    state,
    code: encode(joinUrl, { border: 4 }).data,
    network: 'Wi-Fi (en0)',
    causes,
    inStep: false,
  };
}

describe('the view of a share in a browser', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const tell = (message: ToShareView) =>
    page.evaluate(data => void window.dispatchEvent(new MessageEvent('message', { data })), message);
  const sent = () => page.evaluate(() => (window as unknown as { sent: FromShareView[] }).sent.splice(0));

  before(async () => {
    const html = documentOf();
    server = createServer((request, response) => {
      const [type, file] = FILES[request.url ?? ''] ?? [];
      response.setHeader('Content-Type', type ?? 'text/html; charset=utf-8');
      response.end(file === undefined ? html : readFileSync(path.resolve(file)));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    server.close();
  });
  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.newPage({ viewport: { width: 520, height: 900 } });
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(String(error)));
    await page.clock.install();
    await page.addInitScript(() => {
      const messages: unknown[] = [];
      const acquireVsCodeApi = () => ({ postMessage: (message: unknown) => messages.push(message) });
      Object.assign(window, { acquireVsCodeApi, sent: messages });
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    assert.deepEqual(await sent(), [{ type: 'ready' }]);
  });
  afterEach(async () => {
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('draws the code dark on light with its quiet zone, the address and the network', async () => {
    await tell(shared());
    const { data, size } = encode('http://192.168.1.20:5500/__porthole/join?token=aaaaaaaaaaaaaaaaaaaaaa', {
      border: 4,
    });
    const drawn = await page.evaluate(() => ({
      box: document.querySelector('#code svg')?.getAttribute('viewBox'),
      modules: document.querySelector('#code path')?.getAttribute('d')?.split('M').length,
      ground: getComputedStyle(document.querySelector('#code svg')!).backgroundColor,
    }));
    assert.equal(drawn.box, `0 0 ${size} ${size}`);
    assert.equal(drawn.modules, data.flat().filter(Boolean).length + 1);
    assert.equal(drawn.ground, 'rgb(255, 255, 255)');
    assert.equal(await page.locator('#url').innerText(), 'http://192.168.1.20:5500/');
    assert.equal(await page.locator('#network').innerText(), 'Wi-Fi (en0)');
  });

  it('lists devices, removes one, and lets its picks open the editor', async () => {
    await tell({ ...shared(phone), inStep: true });
    assert.match(await page.locator('#devices li').innerText(), /Safari, iPhone · 192\.168\.1\.30 · \d/);
    assert.equal(await page.getByText('No device is connected yet.').isVisible(), false);
    await page.getByRole('checkbox', { name: 'Picks open the editor' }).check();
    await page.getByRole('checkbox', { name: 'In step', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'Keep devices in step' }).uncheck();
    await page.getByRole('button', { name: 'Remove' }).click();
    assert.deepEqual(await sent(), [
      { type: 'allow', id: 'id-1', rights: { picks: true } },
      { type: 'allow', id: 'id-1', rights: { inStep: false } },
      { type: 'inStep', on: false },
      { type: 'remove', id: 'id-1' },
    ]);
  });

  it('has no device in step while none is kept in step, and has its choice back after', async () => {
    const box = page.getByRole('checkbox', { name: 'In step', exact: true });
    for (const inStep of [false, true]) {
      await tell({ ...shared(phone), inStep });
      assert.deepEqual([await box.isChecked(), await box.isEnabled()], [inStep, inStep]);
    }
    await tell({ ...shared({ ...phone, inStep: false }), inStep: true });
    assert.deepEqual([await box.isChecked(), await box.isEnabled()], [false, true]);
  });

  it('offers the other addresses, the link and the end', async () => {
    await tell(shared());
    await page.locator('#addresses').selectOption('10.0.0.5');
    await page.getByRole('button', { name: 'Copy Link' }).click();
    await page.getByRole('button', { name: 'Stop Sharing' }).click();
    assert.deepEqual(await sent(), [
      { type: 'address', address: '10.0.0.5' },
      { type: 'copy' },
      { type: 'stop' },
    ]);
    await tell({ type: 'ended', reason: 'It has ended.' });
    assert.equal(await page.locator('#shared').isVisible(), false);
    assert.equal(
      await page
        .getByRole('status')
        .innerText()
        .then(text => text.includes('It has ended.')),
      true,
    );
    await page.getByRole('button', { name: 'Share Again' }).click();
    assert.deepEqual(await sent(), [{ type: 'share' }]);
  });

  it('says the causes after 20 seconds without a device, and not when one has come', async () => {
    const help = page.getByText('Does your device not connect?');
    await tell(shared());
    await page.clock.fastForward(19_000);
    await tell(shared());
    assert.equal(await help.isVisible(), false);
    await page.clock.fastForward(1_500);
    assert.equal(await help.isVisible(), true);
    assert.equal(await page.locator('#causes pre').innerText(), 'sudo ufw allow 5500/tcp');
    await tell(shared(phone));
    assert.equal(await help.isVisible(), false);
    await page.clock.fastForward(60_000);
    assert.equal(await help.isVisible(), false);
  });
});
