import type { Staging } from './inEditor';

const policy = (name: string, text: string): Readonly<Record<string, unknown>> => ({
  [name]: { 'Content-Security-Policy': text },
});
const page = (body: string, head = ''): string => `<!doctype html><title>a</title>${head}<body>${body}`;

/** Known causes that come about in another way. */
export const otherWays: readonly Staging[] = [
  {
    cause: 'script-blocked',
    title: 'a policy makes a sandbox of the page',
    act: async stage => {
      await stage.set('headers', policy('index.html', 'sandbox allow-forms'));
      await stage.look('index.html');
      return 'index.html';
    },
  },
  {
    cause: 'script-blocked',
    title: 'a policy wants a nonce',
    act: async stage => {
      await stage.set('headers', policy('*.html', "script-src 'strict-dynamic' 'nonce-a' 'self'"));
      await stage.look('index.html');
      return 'style.css';
    },
  },
  {
    cause: 'connection-blocked',
    title: 'a policy allows scripts and nothing else',
    act: async stage => {
      await stage.set('headers', policy('index.html', "default-src 'none'; script-src 'self'"));
      await stage.look('index.html');
      return 'index.html';
    },
  },
  {
    cause: 'no-script',
    title: 'a header makes plain text of a document',
    act: async stage => {
      await stage.set('headers', { 'about.html': { 'Content-Type': 'text/plain' } });
      await stage.look('about.html');
      return 'about.html';
    },
  },
  {
    cause: 'script-stopped',
    title: 'an extension of the browser blocks the page script',
    act: async stage => {
      const tab = await (await stage.context()).newPage();
      await tab.route('**/__porthole/**', route => route.abort());
      await tab.goto(`${stage.url}index.html`);
      return 'index.html';
    },
  },
  {
    cause: 'channel-blocked',
    title: 'an extension of the browser blocks the channel',
    act: async stage => {
      const tab = await (await stage.context()).newPage();
      await tab.routeWebSocket('**/__porthole/live*', socket => socket.close());
      await tab.route('**/__porthole/live*', route => route.abort());
      await tab.goto(`${stage.url}index.html`);
      return 'index.html';
    },
  },
  {
    cause: 'page-left',
    title: 'the tab has gone to another site',
    act: async stage => {
      const tab = await stage.visit('index.html');
      await tab.goto('data:text/html,elsewhere');
      return 'style.css';
    },
  },
  {
    cause: 'opted-out',
    title: 'the page has the attribute of another live server',
    act: async stage => {
      stage.write('off.html', page('<p>off').replace('<body', '<body class="a" data-server-no-reload'));
      await stage.visit('off.html');
      return 'off.html';
    },
  },
  {
    cause: 'opted-out',
    title: 'the address of the page says so',
    act: async stage => {
      await stage.visit('index.html?a=b&no-reload');
      return 'style.css';
    },
  },
  {
    cause: 'page-silent',
    title: 'the page is paused in developer tools',
    act: async stage => {
      const tab = await stage.visit('index.html');
      const tools = await tab.context().newCDPSession(tab);
      await tools.send('Debugger.enable');
      await tools.send('Debugger.pause');
      await stage.type('style.css', '/* typed */\n');
      return 'style.css';
    },
  },
  {
    cause: 'cached',
    title: 'a style sheet never changes, by its header',
    act: async stage => {
      await stage.set('headers', { '*.css': { 'Cache-Control': 'public, immutable, max-age=31536000' } });
      const context = await stage.context();
      await (await stage.visit('kept.html', context)).close();
      await stage.says('kept.css', ['page-left']);
      await stage.writeHeard('kept.css', 'h1 {\n  color: rgb(3, 3, 3);\n}\n');
      await stage.visit('kept.html', context);
      return 'kept.css';
    },
  },
  {
    cause: 'outside',
    title: 'a folder below the workspace is served, and the file is beside it',
    act: async stage => {
      await stage.set('root', 'copy');
      return 'about.html';
    },
  },
  {
    cause: 'copy',
    title: 'a folder below the workspace is served, which has a file of the same name',
    act: async stage => {
      await stage.set('root', 'copy');
      return 'style.css';
    },
  },
  {
    cause: 'update-save',
    title: 'only saves reach pages, and the document is not saved',
    act: async stage => {
      await stage.set('update', 'save');
      await stage.visit('about.html');
      await stage.type('about.html', '    <p>typed</p>\n', 8);
      return 'about.html';
    },
  },
  {
    cause: 'ignored',
    title: 'a glob ignores all folders of the name',
    act: async stage => {
      stage.write('about.html', page('x', '<link rel="stylesheet" href="built/built.css">'));
      await stage.set('ignore', ['**/built/**']);
      await stage.visit('about.html');
      return 'built/built.css';
    },
  },
];
