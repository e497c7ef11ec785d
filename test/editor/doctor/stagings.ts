import { get, pause } from '../helpers';
import type { Staging } from './inEditor';
import { hears, passTo, servingSite, uri } from './stage';

const policy = (text: string): Readonly<Record<string, unknown>> => ({
  'index.html': { 'Content-Security-Policy': text },
});

/** Causes on the way from the browser to the server. */
export const onTheWay: readonly Staging[] = [
  {
    cause: 'never-asked',
    title: 'no browser has asked for a page',
    act: () => Promise.resolve('index.html'),
  },
  {
    cause: 'never-asked',
    title: 'the page is open as a file',
    act: async stage => {
      const page = await (await stage.context()).newPage();
      await page.goto(uri('index.html').toString(true));
      return 'index.html';
    },
  },
  {
    cause: 'other-server',
    title: 'the page is open from another server at the port that was asked for',
    act: async stage => {
      const other = await stage.serve(servingSite);
      await stage.set('port', Number(new URL(other).port));
      await stage.look(other);
      return 'index.html';
    },
  },
  {
    cause: 'refused',
    title: 'a page of another server asks this one',
    act: async stage => {
      const page = await stage.look(await stage.serve(servingSite));
      await page.evaluate(url => fetch(url).catch(() => undefined), `${stage.url}style.css`);
      return 'style.css';
    },
  },
  {
    cause: 'not-found',
    title: 'there is no page at the address',
    act: async stage => {
      await stage.look('abuot.html');
      return 'about.html';
    },
  },
  {
    cause: 'no-script',
    title: 'the file is no HTML',
    act: async stage => {
      await stage.look('notes.txt');
      return 'notes.txt';
    },
  },
  {
    cause: 'script-blocked',
    title: 'a policy blocks the page script',
    act: async stage => {
      await stage.set('headers', policy("script-src 'none'"));
      await stage.look('index.html');
      return 'index.html';
    },
  },
  {
    cause: 'connection-blocked',
    title: 'a policy blocks the connection',
    act: async stage => {
      await stage.set('headers', policy("connect-src 'none'"));
      await stage.look('index.html');
      return 'index.html';
    },
  },
  {
    cause: 'script-stopped',
    title: 'JavaScript is off in the browser',
    act: async stage => {
      await stage.look('index.html', { javaScriptEnabled: false });
      return 'index.html';
    },
  },
  {
    cause: 'channel-blocked',
    title: 'a proxy passes neither WebSockets nor event streams on',
    act: async stage => {
      await stage.look(await stage.serve(passTo(stage.url)));
      return 'index.html';
    },
  },
  {
    cause: 'channel-refused',
    title: 'a cache hands out the page script of an earlier server',
    act: async stage => {
      const { body } = await get(`${stage.url}__porthole/page.js`);
      await stage.begin();
      const page = await (await stage.context()).newPage();
      await page.route('**/__porthole/page.js', route =>
        route.fulfill({ contentType: 'text/javascript', body }),
      );
      await page.goto(`${stage.url}index.html`);
      return 'index.html';
    },
  },
  {
    cause: 'page-left',
    title: 'the tab was closed',
    act: async stage => {
      await (await stage.visit('index.html')).close();
      return 'index.html';
    },
  },
];

/** Causes in the browser and in the page. */
export const inPage: readonly Staging[] = [
  {
    cause: 'unused',
    title: 'the page does not use the file',
    act: async stage => {
      await stage.visit('about.html');
      return 'style.css';
    },
  },
  {
    cause: 'worker',
    title: 'a service worker answers with pages that it has kept',
    act: async stage => {
      const page = await stage.visit('worker.html');
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      for (let at = 0; at < 2; at++) await stage.visit('worker.html', page.context());
      return 'worker.html';
    },
  },
  {
    cause: 'worker',
    title: 'a service worker answers with pages that it had from the start',
    act: async stage => {
      const page = await stage.visit('early.html');
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await page.reload();
      return 'early.html';
    },
  },
  {
    cause: 'cached',
    title: 'the browser may keep an old style sheet',
    act: async stage => {
      await stage.set('headers', { 'kept.css': { 'Cache-Control': 'max-age=3600' } });
      const context = await stage.context();
      await (await stage.visit('kept.html', context)).close();
      await stage.says('kept.css', ['page-left']);
      await stage.writeHeard('kept.css', 'h1 {\n  color: rgb(2, 2, 2);\n}\n');
      await stage.visit('kept.html', context);
      return 'kept.css';
    },
  },
  {
    cause: 'opted-out',
    title: 'the page takes no updates',
    act: async stage => {
      await stage.visit('off.html');
      return 'off.html';
    },
  },
  {
    cause: 'prevented',
    title: 'a script of the page cancels updates',
    act: async stage => {
      await stage.visit('cancel.html');
      await stage.type('cancel.html', '    <p>typed</p>\n', 10);
      return 'cancel.html';
    },
  },
  {
    cause: 'page-refuses',
    title: 'a script has changed again and again, and with each load',
    act: async stage => {
      const page = await stage.visit('index.html');
      for (let at = 0; at < 3; at++) {
        const loaded = hears(page);
        stage.write('script.js', `window.started = ${at};\n`);
        await loaded;
      }
      // The page gives the reason at the first of these updates, and does not reload at the second.
      stage.write('script.js', 'window.started = 4;\n');
      await stage.says('script.js', ['page-refuses']);
      stage.write('script.js', 'window.started = 5;\n');
      await pause(500);
      return 'script.js';
    },
  },
  {
    cause: 'hidden',
    title: 'the tab is hidden',
    act: async stage => {
      await stage.hide('index.html');
      return 'index.html';
    },
  },
];
