import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache';
import { messageOf, say } from './say';

/** A program and the arguments that come before VS Code's own. */
export interface Desktop {
  readonly command: string;
  readonly prefix: readonly string[];
}

const DOWNLOADS = 'https://update.code.visualstudio.com/api/releases/stable';
/** Milliseconds in which the download server must answer at all. */
const REACHABLE_WITHIN = 4000;
/** Milliseconds for the whole download. */
const DOWNLOADED_WITHIN = 10 * 60_000;

/**
 * A desktop VS Code: the installed one, else a downloaded one. `PORTHOLE_VSCODE` names another executable, or says
 * `workbench` for none. Undefined where there is no display, nor `xvfb-run` to make one.
 */
export async function findDesktop(): Promise<Desktop | undefined> {
  const asked = process.env['PORTHOLE_VSCODE'];
  const screen = asked === 'workbench' ? undefined : display();
  if (!screen) return undefined;
  const command = asked || installed() || (await downloaded());
  return command
    ? { command: screen[0] ?? command, prefix: screen[0] ? [...screen.slice(1), command] : [] }
    : undefined;
}

/** The words before the command that give it a display: none, or `xvfb-run`; undefined if there is no display. */
function display(): readonly string[] | undefined {
  const own = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (own) return [];
  const xvfb = onPath('xvfb-run');
  return xvfb ? [xvfb, '--auto-servernum'] : undefined;
}

function installed(): string | undefined {
  if (process.platform === 'darwin') {
    return existing('/Applications/Visual Studio Code.app/Contents/MacOS/Electron');
  }
  if (process.platform === 'win32') {
    const roots = [`${process.env['LOCALAPPDATA']}\\Programs`, process.env['PROGRAMFILES']];
    return roots.map(root => existing(`${root}\\Microsoft VS Code\\Code.exe`)).find(Boolean);
  }
  // `code` on the path is a script that starts VS Code and exits; tests need the program itself.
  const script = onPath('code');
  return script && existing(path.join(path.dirname(realpathSync(script)), '..', 'code'));
}

async function downloaded(): Promise<string | undefined> {
  if (!(await reachable())) return undefined;
  say('· Downloading a desktop VS Code …');
  const cachePath = path.join(cacheFolder(), 'desktop');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the download took too long')), DOWNLOADED_WITHIN);
  });
  try {
    return await Promise.race([downloadAndUnzipVSCode({ cachePath, reporter: new SilentReporter() }), late]);
  } catch (error) {
    say(`  No desktop VS Code: ${messageOf(error)}`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Checked first, because the downloader itself would retry for a minute on a closed network. */
async function reachable(): Promise<boolean> {
  try {
    return (await fetch(DOWNLOADS, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN) })).ok;
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map(folder => existing(path.join(folder, name))).find(Boolean);
}

function existing(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}
