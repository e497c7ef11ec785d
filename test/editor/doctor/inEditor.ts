import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { Cause } from '../../../src/editor/doctor/decide';
import { LARGEST_TEXT } from '../../../src/protocol/thread';
import { isObject } from '../../host/suites';
import { folder, pause } from '../helpers';
import { type Stage, uri } from './stage';

/** One reason why a page does not update, and the file in question. */
export interface Staging {
  readonly cause: Cause;
  readonly title: string;
  readonly act: (stage: Stage) => Promise<vscode.Uri | string>;
}

const outside = (name: string): vscode.Uri => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'porthole-doctor-')), name);
  writeFileSync(file, 'h1 {}\n');
  return vscode.Uri.file(file);
};
/** Causes in the editor: the server, the file and the settings. */
export const inEditor: readonly Staging[] = [
  {
    cause: 'stopped',
    title: 'no server runs',
    act: async () => {
      await vscode.commands.executeCommand('porthole.stop');
      return 'index.html';
    },
  },
  {
    cause: 'silent',
    title: 'the server does not answer',
    act: async stage => {
      await stage.visit('index.html');
      // oxlint-disable-next-line typescript/unbound-method -- it is called by `Reflect.apply`
      const { postMessage } = Worker.prototype;
      const swallow = function (this: Worker, message: unknown, ...rest: never[]): void {
        const isQuestion = isObject(message) && message['type'] === 'examine';
        if (!isQuestion) Reflect.apply(postMessage, this, [message, ...rest]);
      };
      Object.assign(Worker.prototype, { postMessage: swallow });
      stage.later(() => Object.assign(Worker.prototype, { postMessage }));
      return 'index.html';
    },
  },
  {
    cause: 'watch-silent',
    title: 'a folder tells nothing of its changes',
    act: async stage => {
      await stage.visit('index.html');
      // A folder's watch reports no write that uses another name of the file in another folder.
      const { fsPath: style } = uri('style.css');
      const before = readFileSync(style, 'utf8');
      const other = path.join(mkdtempSync(path.join(path.dirname(folder().fsPath), 'other-')), 'name.css');
      linkSync(style, other);
      stage.later(() => {
        rmSync(path.dirname(other), { recursive: true });
        writeFileSync(style, before);
      });
      writeFileSync(other, `${before}\n`);
      return 'style.css';
    },
  },
  {
    cause: 'outside',
    title: 'the file is in another folder',
    act: async stage => {
      await stage.visit('index.html');
      return outside('nowhere-else.css');
    },
  },
  {
    cause: 'copy',
    title: 'another folder with a file of the same name is served',
    act: async stage => {
      await stage.visit('index.html');
      return outside('style.css');
    },
  },
  {
    cause: 'copy',
    title: 'the page uses a file of the same name in another folder of the site',
    act: async stage => {
      await stage.visit('twin.html');
      return 'style.css';
    },
  },
  {
    cause: 'updates-off',
    title: 'porthole.update is off',
    act: async stage => {
      await stage.set('update', 'off');
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    cause: 'update-save',
    title: 'porthole.update is save, and the file is not saved',
    act: async stage => {
      await stage.set('update', 'save');
      await stage.visit('index.html');
      await stage.type('style.css', '/* typed */\n');
      return 'style.css';
    },
  },
  {
    cause: 'unsaved',
    title: 'a script is not saved',
    act: async stage => {
      await stage.visit('index.html');
      await stage.type('script.js', '// typed\n');
      return 'script.js';
    },
  },
  {
    cause: 'too-long',
    title: 'a document is too long to follow',
    act: async stage => {
      stage.write(
        'about.html',
        `<!doctype html><title>long</title>\n${`<p>${'long '.repeat(40)}\n`.repeat(LARGEST_TEXT / 200)}`,
      );
      await stage.visit('about.html');
      await stage.type('about.html', '<p>typed\n', 1);
      return 'about.html';
    },
  },
  {
    cause: 'ignored',
    title: 'a glob ignores the file',
    act: async stage => {
      await stage.set('ignore', ['*.map', 'style.*']);
      await stage.visit('index.html');
      return 'style.css';
    },
  },
  {
    cause: 'behind',
    title: 'another program writes a file that has unsaved text',
    act: async stage => {
      await stage.visit('index.html');
      await stage.type('style.css', '/* typed */\n');
      await pause(200);
      stage.write('style.css', '/* written */\n');
      return 'style.css';
    },
  },
  {
    cause: 'waits',
    title: 'a tag is half typed',
    act: async stage => {
      await stage.visit('about.html');
      await stage.type('about.html', '<div <p\n', 7);
      return 'about.html';
    },
  },
];
