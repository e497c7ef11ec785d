import { createHash } from 'node:crypto';
import type { Staging } from './inEditor';
import { KEEPS_STYLES } from './workers';

const page = (head: string, body = '<h1>a</h1>'): string =>
  `<!doctype html><title>a</title>${head}<body>${body}`;
const LINK = '<link rel="stylesheet" href="style.css">';
const forAll = (glob: string, name: string, value: string): Readonly<Record<string, unknown>> => ({
  [glob]: { [name]: value },
});

/** Visits a page of this markup, and asks about a file that it names. */
const showing =
  (markup: string, file = 'style.css'): Staging['act'] =>
  async stage => {
    stage.write('more.html', markup);
    await stage.visit('more.html');
    return file;
  };

/** Files that a page names and its browser does not show. */
export const moreWays: readonly Staging[] = [
  {
    cause: 'unapplied',
    title: 'the style sheet is for print',
    act: showing(page('<link rel="stylesheet" media="print" href="style.css">')),
  },
  {
    cause: 'unapplied',
    title: 'the style sheet is disabled',
    act: showing(page('<link rel="stylesheet" disabled href="style.css">')),
  },
  {
    cause: 'unapplied',
    title: 'the style sheet is an alternate one',
    act: showing(page('<link rel="alternate stylesheet" title="b" href="style.css">')),
  },
  {
    cause: 'blocked',
    title: 'the hash of a style sheet no longer fits',
    act: async stage => {
      const hash = createHash('sha256').update('h1 {}\n').digest('base64');
      stage.write('hashed.css', 'h1 {}\n');
      stage.write('more.html', page(`<link rel="stylesheet" integrity="sha256-${hash}" href="hashed.css">`));
      await stage.visit('more.html');
      await stage.says('hashed.css', []);
      const document = await stage.type('hashed.css', 'p {}\n');
      await document.save();
      return 'hashed.css';
    },
  },
  {
    cause: 'blocked',
    title: 'a policy forbids the style sheet',
    act: async stage => {
      await stage.set('headers', forAll('*.html', 'Content-Security-Policy', "style-src 'none'"));
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    cause: 'blocked',
    title: 'a policy in the document forbids the style sheet',
    act: showing(
      page(`<meta http-equiv="Content-Security-Policy" content="style-src 'unsafe-inline'">${LINK}`),
    ),
  },
  {
    cause: 'blocked',
    title: 'a style sheet is sent as plain text',
    act: async stage => {
      await stage.set('headers', forAll('style.css', 'Content-Type', 'text/plain'));
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    cause: 'misspelt',
    title: 'the page asks for the file in other letters',
    act: showing(page('<link rel="stylesheet" href="Style.css">')),
  },
  {
    cause: 'copy',
    title: 'a base leads to another folder',
    act: showing(page(`<base href="copy/">${LINK}`)),
  },
  {
    cause: 'unused',
    title: 'a base leads to another server',
    act: showing(page(`<base href="http://127.0.0.1:9/">${LINK}`)),
  },
  {
    cause: 'unused',
    title: 'the page has the result of a build, and not its source',
    act: async stage => {
      stage.write('style.scss', 'h1 { a { b: c } }\n');
      await stage.visit('index.html');
      return 'style.scss';
    },
  },
  {
    cause: 'cached',
    title: 'the browser may show a stale style sheet while it asks for a newer one',
    act: async stage => {
      const field = 'max-age=0, stale-while-revalidate=3600';
      await stage.set('headers', forAll('kept.css', 'Cache-Control', field));
      const context = await stage.context();
      await (await stage.visit('kept.html', context)).close();
      await stage.says('kept.css', ['page-left']);
      // The browser's background request may come after the page's channel. The server then reports the write
      // to that page, and the doctor rightly finds nothing: another page is tried.
      for (let round = 1; round <= 3; round++) {
        await stage.writeHeard('kept.css', `h1 {\n  color: rgb(4, 4, ${round});\n}\n`);
        const tab = await stage.visit('kept.html', context);
        const told = await stage.says('kept.css', ['cached']).catch(() => undefined);
        if (told) break;
        await tab.close();
      }
      return 'kept.css';
    },
  },
  {
    cause: 'worker',
    title: 'a service worker answers with a style sheet that it has kept',
    act: async stage => {
      stage.write('keeps.js', KEEPS_STYLES);
      stage.write('more.html', page(`<script>navigator.serviceWorker.register('keeps.js')</script>${LINK}`));
      const tab = await stage.visit('more.html');
      await tab.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await tab.reload();
      await tab.waitForFunction(async () => (await caches.match('style.css')) !== undefined);
      // An open page requests the new text at a different address.
      await tab.close();
      await stage.writeHeard('style.css', 'h1 {\n  color: rgb(5, 5, 5);\n}\n');
      await stage.visit('more.html', tab.context());
      return 'style.css';
    },
  },
  {
    cause: 'dotfile',
    title: 'a name in the path begins with a dot',
    act: async stage => {
      stage.write('.hidden.css', 'h1 {}\n');
      stage.write('more.html', page('<link rel="stylesheet" href=".hidden.css">'));
      await stage.visit('more.html');
      return '.hidden.css';
    },
  },
  {
    cause: 'routed',
    title: 'a route stands before the file',
    act: async stage => {
      stage.write('porthole.routes.json', '{"routes":[{"path":"/style.css","body":"h1 {}"}]}\n');
      await stage.begin();
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    cause: 'script-stopped',
    title: 'the page is in a frame of a sandbox',
    act: async stage => {
      stage.write('more.html', page('', '<iframe sandbox src="index.html"></iframe>'));
      await stage.look('more.html');
      return 'index.html';
    },
  },
  {
    cause: 'no-script',
    title: 'a picture is open as a page of its own',
    act: async stage => {
      stage.write('round.svg', '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>');
      await stage.look('round.svg');
      return 'round.svg';
    },
  },
  {
    cause: 'opted-out',
    title: 'a script takes the page out of updates',
    act: async stage => {
      const tab = await stage.visit('index.html');
      await tab.evaluate(() => document.body.setAttribute('data-porthole', 'off'));
      await stage.type('style.css', '/* typed */\n');
      return 'style.css';
    },
  },
];
