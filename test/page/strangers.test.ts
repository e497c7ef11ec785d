import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { LogEntry } from '../../src/protocol/logEntry';
import { launchWholeBrowser } from '../host/browser';
import { ask } from '../server/support/raw';
import { until } from '../server/support/routes';
import { endAll, type Served, serve } from '../server/support/serve';

/** The developer's files, in forms that a browser could carry away. */
const tree = {
  'index.html':
    '<!doctype html><html><head><title>mine</title></head><body><h1 id="mine">mine</h1></body></html>',
  'script.js': 'globalThis.stolen = "TOP-SECRET";',
  'data.json': '{"secret":"TOP-SECRET"}',
  'archive.zip': 'PK',
  'picture.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"></svg>',
};

/** Whether the window that the page opened has another origin. Runs in the page. */
const isOutOfReach = (): boolean => {
  try {
    return (globalThis as unknown as { popup: Window }).popup.location.href === '';
  } catch (error) {
    return error instanceof DOMException && error.name === 'SecurityError';
  }
};

describe('a stranger’s page in a browser', () => {
  let browser: Browser;
  let page: Page;
  let served: Served;
  let strangers: http.Server;
  let origins: readonly string[];

  before(async () => {
    browser = await launchWholeBrowser({ args: ['--host-resolver-rules=MAP evil.example 127.0.0.1'] });
    strangers = http.createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>stranger</title><body>');
    });
    await new Promise<void>(resolve => strangers.listen(0, '127.0.0.1', resolve));
    const { port } = strangers.address() as AddressInfo;
    origins = [`http://evil.example:${port}/`, `http://localhost:${port}/`, `http://127.0.0.1:${port}/`];
  });
  after(async () => {
    await browser.close();
    strangers.close();
  });
  beforeEach(async () => {
    served = await serve(tree, { pageScript: path.resolve('dist/page.js') });
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await endAll();
  });

  async function fromEach(check: () => Promise<void>): Promise<void> {
    for (const origin of origins) {
      await page.goto(origin);
      await check();
    }
  }

  it('reads nothing by fetch, with or without CORS', async () => {
    await fromEach(async () => {
      const got = await page.evaluate(async url => {
        const cors = await fetch(`${url}data.json`).then(
          r => r.text(),
          () => 'refused',
        );
        const opaque = await fetch(`${url}data.json`, { mode: 'no-cors' }).then(
          r => r.type + r.status,
          () => 'refused',
        );
        return [cors, opaque];
      }, served.url);
      assert.equal(got[0], 'refused');
      assert.ok(!got.join('').includes('SECRET'));
    });
    const answered = served.log.filter(entry => entry.kind === 'request' && entry.target === '/data.json');
    assert.ok(answered.length > 0);
    assert.ok(answered.every(entry => entry.kind === 'request' && entry.status === 403));
  });

  it('runs no script and shows no image of the site', async () => {
    await fromEach(async () => {
      const got = await page.evaluate(async url => {
        const outcomes: string[] = [];
        for (const [tag, file] of [
          ['script', 'script.js'],
          ['script', '__porthole/page.js'],
          ['img', 'picture.svg'],
        ] as const) {
          const element = Object.assign(document.createElement(tag), { src: url + file });
          const outcome = new Promise<string>(resolve => {
            element.addEventListener('load', () => resolve('loaded'));
            element.addEventListener('error', () => resolve('refused'));
          });
          document.body.append(element);
          outcomes.push(await outcome);
        }
        return [...outcomes, String('stolen' in globalThis)];
      }, served.url);
      assert.deepEqual(got, ['refused', 'refused', 'refused', 'false']);
    });
  });

  it('cannot show the site in a frame', async () => {
    await fromEach(async () => {
      await page.evaluate(url => {
        document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
      }, served.url);
      await page.waitForTimeout(400);
      const [, frame] = page.frames();
      assert.ok(frame);
      assert.equal(await frame.locator('#mine').count(), 0);
    });
  });

  it('cannot tell by a window whether a file exists that would be a download', async () => {
    for (const target of ['archive.zip', 'missing.zip']) {
      await page.goto(origins[0] ?? '');
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.evaluate(() => void Object.assign(globalThis, { popup: window.open('about:blank') })),
      ]);
      await page.evaluate(url => {
        (globalThis as unknown as { popup: Window }).popup.location.href = url;
      }, served.url + target);
      // A window with a download stays at the empty page, which the opener may read.
      await page.waitForFunction(isOutOfReach, undefined, { polling: 50, timeout: 5000 });
      await popup.close();
    }
  });

  it('cannot open the live channel, even with the token', async () => {
    await fromEach(async () => {
      const opened = await page.evaluate(
        url =>
          new Promise<string>(resolve => {
            const socket = new WebSocket(url);
            socket.addEventListener('open', () => resolve('open'));
            socket.addEventListener('error', () => resolve('refused'));
          }),
        served.server.liveUrl ?? '',
      );
      assert.equal(opened, 'refused');
    });
  });

  it('cannot send a form', async () => {
    await page.goto(origins[0] ?? '');
    const [response] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate(url => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action: url });
        document.body.append(form);
        form.submit();
      }, served.url),
    ]);
    assert.equal(response?.status(), 403);
  });

  it('gains nothing by a host name that leads to this machine', async () => {
    const response = await page.goto(`http://evil.example:${served.port}/`);
    assert.equal(response?.status(), 403);
    assert.match(await page.locator('body').innerText(), /answers to localhost only/);
  });

  it('has no route asked ahead of a click, by speculation rules or by a link', async () => {
    await served.write({
      'porthole.routes.json': '{"routes":[{"path":"/api/*x","json":1}]}',
    });
    await until('the route is read', async () => (await ask(served.port, '/api/read')).status === 200);
    const { url } = served;
    for (const [at, origin] of origins.entries())
      for (const referrer of ['strict-origin-when-cross-origin', 'no-referrer']) {
        await page.goto(origin);
        await page.evaluate(
          ([base, policy]) => {
            const rule = (urls: string[]) => [
              { source: 'list', urls, eagerness: 'immediate', referrer_policy: policy },
            ];
            const rules = { prefetch: rule([`${base}fetch`]), prerender: rule([`${base}render`]) };
            const script = Object.assign(document.createElement('script'), { type: 'speculationrules' });
            script.textContent = JSON.stringify(rules);
            const link = Object.assign(document.createElement('link'), {
              rel: 'prefetch',
              href: `${base}link`,
            });
            document.head.append(script, link);
          },
          [`${url}api/${at}/${referrer}/`, referrer] as const,
        );
        const isAsked = ({ kind, ...entry }: LogEntry): boolean =>
          kind === 'request' && 'target' in entry && entry.target.endsWith(`${at}/${referrer}/fetch`);
        await until('the browser asks', () => Promise.resolve(served.log.some(isAsked)));
        await page.goto(`${url}api/${at}/clicked`);
      }
    const answered = served.log.flatMap(entry =>
      entry.kind === 'request' && entry.status < 400 ? entry.target.replace('/api/', '') : [],
    );
    assert.deepEqual([...new Set(answered)].toSorted(), ['0/clicked', '1/clicked', '2/clicked', 'read']);
  });

  it('may link to the site: the page opens, and works', async () => {
    await page.goto(origins[0] ?? '');
    await page.evaluate(url => {
      document.body.append(Object.assign(document.createElement('a'), { href: url, textContent: 'there' }));
    }, served.url);
    await page.click('a');
    await page.waitForSelector('#mine');
    const own = await page.evaluate(() => fetch('data.json').then(r => r.text()));
    assert.match(own, /SECRET/);
  });
});
