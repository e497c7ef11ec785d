import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Staging } from './inEditor';
import { uri } from './stage';

const page = (body: string, head = ''): string => `<!doctype html><title>a</title>${head}<body>${body}`;
const LINK = '<link rel="stylesheet" href="style.css">';

type Act = Staging['act'];

/** Visits a page with this markup, optionally at another address, and asks about a file. */
const shows =
  (markup: string, file = 'style.css', suffix = ''): Act =>
  async stage => {
    stage.write('more.html', markup);
    await stage.visit(`more.html${suffix}`);
    return file;
  };

/** Sets headers of all documents or of one file, and visits the page. */
const sends =
  (glob: string, name: string, value: string): Act =>
  async stage => {
    await stage.set('headers', { [glob]: { [name]: value } });
    await stage.visit('index.html');
    return 'style.css';
  };

const PASSES = `self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => event.respondWith(fetch(event.request)));
`;

/** Pages that update although something looks like a cause. */
export const well: readonly Omit<Staging, 'cause'>[] = [
  {
    title: 'the page is XHTML',
    act: async stage => {
      stage.write(
        'page.xhtml',
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>x</p></body></html>',
      );
      await stage.visit('page.xhtml');
      return 'page.xhtml';
    },
  },
  {
    title: 'the document has no tag',
    act: async stage => {
      stage.write('words.html', 'a few words');
      await stage.visit('words.html');
      return 'words.html';
    },
  },
  {
    title: 'a policy in the document forbids everything that follows',
    act: async stage => {
      const meta = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">';
      stage.write('strict.html', page('<p>x', meta));
      await stage.visit('strict.html');
      return 'strict.html';
    },
  },
  {
    title: 'one of two tabs is hidden',
    act: async stage => {
      await stage.hide('index.html');
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    title: 'a frame of the page uses the file',
    act: async stage => {
      stage.write('frame.html', page('<iframe src="index.html"></iframe>'));
      const tab = await stage.visit('frame.html');
      await tab.frameLocator('iframe').getByText('Doctor').waitFor();
      return 'style.css';
    },
  },
  {
    title: 'a script of the page has fetched the file',
    act: async stage => {
      const tab = await stage.visit('index.html');
      await tab.evaluate(() => fetch('notes.txt').then(answer => answer.text()));
      return 'notes.txt';
    },
  },
  {
    title: 'saves never reload',
    act: async stage => {
      await stage.set('onSave', 'patch');
      await stage.visit('index.html');
      stage.write('style.css', '/* written */\n');
      return 'style.css';
    },
  },
  {
    title: 'the address leaves the suffix out',
    act: async stage => {
      await stage.set('cleanUrls', true);
      await stage.visit('about');
      return 'about.html';
    },
  },
  {
    title: 'another document stands for a route of a script',
    act: async stage => {
      await stage.set('fallback', '/index.html');
      await stage.visit('some/route');
      return 'index.html';
    },
  },
  {
    title: 'a policy forbids everything, and is only reported',
    act: sends('*.html', 'Content-Security-Policy-Report-Only', "default-src 'none'"),
  },
  { title: 'a browser must ask again', act: sends('*', 'Cache-Control', 'no-cache') },
  {
    title: 'a browser may keep the file, which has not changed since',
    act: sends('style.css', 'Cache-Control', 'max-age=60'),
  },
  {
    title: 'a service worker passes everything on',
    act: async stage => {
      stage.write('passes.js', PASSES);
      stage.write('more.html', page(`<script>navigator.serviceWorker.register('passes.js')</script>`, LINK));
      const tab = await stage.visit('more.html');
      await tab.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await stage.visit('more.html', tab.context());
      return 'style.css';
    },
  },
  {
    title: 'a glob ignores files of a similar name',
    act: async stage => {
      await stage.set('ignore', ['style', 'style.css.*', '*.scss', 'built/**']);
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    title: 'one of two pages is opted out',
    act: async stage => {
      stage.write('more.html', page('<h1>a</h1>', LINK).replace('<body>', '<body data-porthole="off">'));
      await stage.visit('more.html');
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    title: 'the words that opt out stand in a comment, in the text and at another element',
    act: shows(
      page(
        '<p data-porthole="off">&lt;body data-porthole="off"></p>',
        `${LINK}<!-- <body data-porthole="off"> -->`,
      ),
    ),
  },
  {
    title: 'the style sheet names media that apply',
    act: shows(
      page('<h1>a</h1>', '<link rel="stylesheet" media="screen and (min-width: 1px)" href="style.css">'),
    ),
  },
  {
    title: 'one of two links to the style sheet is for print',
    act: shows(page('<h1>a</h1>', `<link rel="stylesheet" media="print" href="style.css">${LINK}`)),
  },
  {
    title: 'the hash of the style sheet fits',
    act: async stage => {
      const hash = createHash('sha384').update('h1 {}\n').digest('base64');
      stage.write('hashed.css', 'h1 {}\n');
      stage.write(
        'more.html',
        page('', `<link rel="stylesheet" integrity="sha384-${hash}" href="hashed.css">`),
      );
      await stage.visit('more.html');
      return 'hashed.css';
    },
  },
  {
    title: 'the address has a query and a fragment',
    act: shows(page('<h1>a</h1>', LINK), 'more.html', '?v=1&reload#a'),
  },
  { title: 'a base leads to the folder itself', act: shows(page('<h1>a</h1>', `<base href="./">${LINK}`)) },
  {
    title: 'the style sheet is imported by another one, at an address with a query',
    act: async stage => {
      stage.write('imports.css', '@import "style.css?v=2";\n');
      stage.write('more.html', page('<h1>a</h1>', '<link rel="stylesheet" href="imports.css">'));
      await stage.visit('more.html');
      return 'style.css';
    },
  },
  {
    title: 'a name has a space and an umlaut',
    act: async stage => {
      stage.write('ä b.html', page('<h1>a</h1>', LINK));
      await stage.visit('ä b.html');
      return 'ä b.html';
    },
  },
  {
    title: 'a route stands for another address',
    act: async stage => {
      stage.write('porthole.routes.json', '{"routes":[{"path":"/styles.css","body":"h1 {}"}]}\n');
      await stage.begin();
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    title: 'the tab went to another page and came back',
    act: async stage => {
      const tab = await stage.visit('index.html');
      await tab.goto(`${stage.url}about.html`);
      await tab.goBack();
      return 'index.html';
    },
  },
  {
    title: 'what was typed is taken back',
    act: async stage => {
      await stage.visit('index.html');
      const document = await stage.type('script.js', '// typed\n');
      const editor = await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      return editor.document.uri;
    },
  },
  {
    title: 'another program removes the file and writes it anew',
    act: async stage => {
      await stage.visit('index.html');
      stage.write('style.css', '');
      rmSync(uri('style.css').fsPath);
      stage.write('style.css', '/* anew */\n');
      return 'style.css';
    },
  },
  {
    title: 'the page is in a frame of a sandbox that allows scripts',
    act: async stage => {
      const frame = '<iframe sandbox="allow-scripts allow-same-origin" src="index.html"></iframe>';
      stage.write('more.html', page(frame));
      const tab = await stage.visit('more.html');
      await tab.frameLocator('iframe').getByText('Doctor').waitFor();
      return 'style.css';
    },
  },
];
