import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The code of an extension that notes the time and the file of each change that VS Code reports. */
const MAIN = `
const { workspace } = require('vscode');
const { appendFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const events = join(__dirname, 'events');
exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const time = performance.timeOrigin + performance.now();
      for (const { text } of contentChanges)
        appendFileSync(events, time + ' ' + basename(document.fileName) + ' ' + text + '\\n');
    }),
  );
};
`;

/** A bare extension in the extension host, which shows how much of a keystroke's delay is VS Code's own. */
export class Bystander {
  private folder = '';

  install = async (extensions: string): Promise<void> => {
    this.folder = path.join(extensions, 'porthole.bystander-0.0.1');
    await mkdir(this.folder, { recursive: true });
    const manifest = {
      name: 'bystander',
      publisher: 'porthole',
      version: '0.0.1',
      engines: { vscode: '^1.100.0' },
      main: './main.js',
      activationEvents: ['onStartupFinished'],
      capabilities: { untrustedWorkspaces: { supported: true } },
    };
    await writeFile(path.join(this.folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(path.join(this.folder, 'main.js'), MAIN);
    await writeFile(path.join(this.folder, 'events'), '');
  };

  /** The times at which it heard of the last insertions of one letter into a file. */
  async times(name: string, count: number): Promise<number[]> {
    const lines = (await readFile(path.join(this.folder, 'events'), 'utf8')).split('\n');
    const fields = lines.map(line => line.split(' '));
    return fields
      .filter(([, file, text]) => file === name && text?.length === 1)
      .slice(-count)
      .map(([time]) => Number(time));
  }
}
