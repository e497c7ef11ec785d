import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { toHar } from '../../../src/editor/traffic/har';
import { kept } from '../../editor/units/kept';
import { launchBrowser } from '../../host/browser';
import { DevTools } from './devTools';
import { assertHar } from './harSchema';

const html = ['Content-Type', 'text/html; charset=utf-8'];
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const secrets = {
  request: ['Cookie', 'a=b; c=d', 'Authorization', 'Basic x'],
  response: [...html, 'Set-Cookie', 'e=f; Path=/'],
};
const REQUESTS = [
  kept({ ...secrets, got: '<h1>Archived</h1>', entry: { target: '/page.html', time: 2000 } }),
  kept({ response: ['Content-Type', 'image/png'], got: PIXEL, entry: { target: '/pixel.png', time: 3000 } }),
  kept({
    response: ['content-type', 'application/json', 'Content-Encoding', 'gzip'],
    got: gzipSync('{"ok":true}'),
    sent: 'x=1',
    request: ['Content-Type', 'application/x-www-form-urlencoded'],
    entry: { method: 'POST', target: '/api?a=1&b', time: 1000, status: 201 },
  }),
  kept({ response: ['Location', '/x'], entry: { status: 301, target: '*', complete: false, method: 'ODD' } }),
  kept({ entry: { details: undefined as never, status: 599 } }),
];
const archive = (revealed: boolean) => toHar(REQUESTS, { version: '1.0.0', revealed });

describe('an exported archive', () => {
  it('is HTTP Archive 1.2, in the order in which the requests came', () => {
    const har = archive(false);
    assertHar(har, 'har');
    const times = har.log.entries.map(({ startedDateTime }) => startedDateTime);
    assert.deepEqual(times, times.toSorted());
    const [posted] = har.log.entries;
    assert.deepEqual(posted?.request.queryString, [
      { name: 'a', value: '1' },
      { name: 'b', value: '' },
    ]);
    assert.deepEqual(posted?.request.postData, {
      mimeType: 'application/x-www-form-urlencoded',
      text: 'x=1',
    });
    assert.deepEqual(posted?.response.content, {
      size: 11,
      mimeType: 'application/json',
      text: '{"ok":true}',
    });
    assert.deepEqual(posted?.timings, { send: 0, wait: 1, receive: 3 });
  });

  it('has no cookies and no credentials until they are shown', () => {
    assert.doesNotMatch(JSON.stringify(archive(false)), /cookie":|a=b|Basic x|e=f/i);
    const har = archive(true);
    assertHar(har, 'har');
    const page = har.log.entries.find(({ request }) => request.url.endsWith('/page.html'));
    assert.deepEqual(page?.request.cookies, [
      { name: 'a', value: 'b' },
      { name: 'c', value: 'd' },
    ]);
    assert.deepEqual(page?.response.cookies, [{ name: 'e', value: 'f' }]);
    assert.ok(page?.request.headers.some(({ value }) => value === 'Basic x'));
  });

  it('is checked by a checker that finds what is wrong', () => {
    const [entry] = archive(false).log.entries;
    for (const wrong of [{ time: -1 }, { startedDateTime: 'yesterday' }, { cache: undefined, more: 1 }])
      assert.throws(() =>
        assertHar(
          { log: { version: '1.2', creator: { name: '', version: '' }, entries: [{ ...entry, ...wrong }] } },
          '',
        ),
      );
  });

  it('is played back by a browser: page, picture and reply are there without a server', async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(path.join(tmpdir(), 'porthole-har-'));
    const file = path.join(folder, 'requests.har');
    await writeFile(file, JSON.stringify(archive(false)));
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext();
      await context.routeFromHAR(file, { notFound: 'abort' });
      const page = await context.newPage();
      await page.goto('http://127.0.0.1:5500/page.html');
      assert.equal(await page.textContent('h1'), 'Archived');
      const seen = await page.evaluate(async () => {
        const image = new Image();
        image.src = '/pixel.png';
        await image.decode();
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
        const reply = await fetch('/api?a=1&b', { method: 'POST', body: 'x=1', headers });
        return [image.naturalWidth, reply.status, await reply.json()] as unknown;
      });
      assert.deepEqual(seen, [1, 201, { ok: true }]);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is taken by the DevTools of Chromium without complaint, request by request', async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(path.join(tmpdir(), 'porthole-har-'));
    const file = path.join(folder, 'requests.har');
    await writeFile(file, JSON.stringify(archive(true)));
    const tools = await DevTools.open();
    try {
      assert.deepEqual(await tools.importHar(file), [
        '127.0.0.1 301',
        'api?a=1&b 201',
        'page.html 200',
        'page.html?q=1 599',
        'pixel.png 200',
      ]);
      assert.deepEqual(tools.complaints, []);
    } finally {
      await tools.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
