import type { Cause } from '../../../src/editor/doctor/decide';
import { pause } from '../helpers';
import type { Staging } from './inEditor';

/** Two causes at once, in the order in which they are shown. */
export interface Pair {
  readonly causes: readonly [Cause, Cause];
  readonly act: Staging['act'];
}

const NO_CONNECTION = { 'Content-Security-Policy': "connect-src 'none'" };
const page = (head: string, body = ''): string => `<!doctype html><title>a</title>${head}${body}<h1>a</h1>`;

export const pairs: readonly Pair[] = [
  {
    causes: ['updates-off', 'unused'],
    act: async stage => {
      await stage.set('update', 'off');
      await stage.visit('about.html');
      return 'style.css';
    },
  },
  {
    causes: ['ignored', 'behind'],
    act: async stage => {
      await stage.set('ignore', ['style.*']);
      await stage.visit('index.html');
      await stage.type('style.css', '/* typed */\n');
      await pause(200);
      stage.write('style.css', '/* written */\n');
      return 'style.css';
    },
  },
  {
    causes: ['unsaved', 'ignored'],
    act: async stage => {
      await stage.set('ignore', ['script.*']);
      await stage.visit('index.html');
      await stage.type('script.js', '// typed\n');
      return 'script.js';
    },
  },
  {
    causes: ['unsaved', 'connection-blocked'],
    act: async stage => {
      await stage.set('headers', { 'index.html': NO_CONNECTION });
      await stage.look('index.html');
      await stage.type('script.js', '// typed\n');
      return 'script.js';
    },
  },
  {
    causes: ['dotfile', 'ignored'],
    act: async stage => {
      stage.write('.hidden.css', 'h1 {}\n');
      await stage.set('ignore', ['.*']);
      await stage.visit('index.html');
      return '.hidden.css';
    },
  },
  {
    causes: ['ignored', 'routed'],
    act: async stage => {
      stage.write('porthole.routes.json', '{"routes":[{"path":"/style.css","body":"h1 {}"}]}\n');
      await stage.set('ignore', ['style.*']);
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    causes: ['ignored', 'never-asked'],
    act: async stage => {
      await stage.set('ignore', ['style.*']);
      return 'style.css';
    },
  },
  {
    causes: ['cached', 'hidden'],
    act: async stage => {
      await stage.set('headers', { 'kept.css': { 'Cache-Control': 'max-age=3600' } });
      const context = await stage.context();
      await (await stage.visit('kept.html', context)).close();
      await stage.writeHeard('kept.css', 'h1 {\n  color: rgb(7, 7, 7);\n}\n');
      await stage.hide('kept.html', context);
      return 'kept.css';
    },
  },
  {
    causes: ['opted-out', 'hidden'],
    act: async stage => {
      await stage.hide('off.html');
      return 'off.html';
    },
  },
  {
    causes: ['opted-out', 'unapplied'],
    act: async stage => {
      const print = '<link rel="stylesheet" media="print" href="style.css">';
      stage.write('more.html', page(print, '<body data-porthole="off">'));
      await stage.visit('more.html');
      return 'style.css';
    },
  },
  {
    causes: ['blocked', 'hidden'],
    act: async stage => {
      await stage.set('headers', { '*.html': { 'Content-Security-Policy': "style-src 'none'" } });
      await stage.hide('index.html');
      return 'style.css';
    },
  },
  {
    causes: ['waits', 'hidden'],
    act: async stage => {
      await stage.hide('about.html');
      await stage.type('about.html', '<div <p\n', 7);
      return 'about.html';
    },
  },
];
