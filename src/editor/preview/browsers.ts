import { spawn } from 'node:child_process';
import path from 'node:path';

/** A program and its arguments; the URL comes last. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** The program exits at once, with code 0 if it found the browser: `open` of macOS. Others run until the browser ends. */
  readonly exits: boolean;
}

type Names = Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;

// Names of applications on macOS, paths below the program folders on Windows, commands on Linux.
const BROWSERS: Readonly<Record<string, Names>> = {
  chrome: {
    darwin: ['Google Chrome'],
    win32: ['Google\\Chrome\\Application\\chrome.exe'],
    linux: ['google-chrome', 'google-chrome-stable'],
  },
  chromium: {
    darwin: ['Chromium'],
    win32: ['Chromium\\Application\\chrome.exe'],
    linux: ['chromium', 'chromium-browser'],
  },
  edge: {
    darwin: ['Microsoft Edge'],
    win32: ['Microsoft\\Edge\\Application\\msedge.exe'],
    linux: ['microsoft-edge', 'microsoft-edge-stable'],
  },
  firefox: {
    darwin: ['Firefox'],
    win32: ['Mozilla Firefox\\firefox.exe'],
    linux: ['firefox', 'firefox-esr'],
  },
  brave: {
    darwin: ['Brave Browser'],
    win32: ['BraveSoftware\\Brave-Browser\\Application\\brave.exe'],
    linux: ['brave-browser', 'brave'],
  },
  opera: { darwin: ['Opera'], win32: ['Opera\\opera.exe'], linux: ['opera'] },
  vivaldi: {
    darwin: ['Vivaldi'],
    win32: ['Vivaldi\\Application\\vivaldi.exe'],
    linux: ['vivaldi', 'vivaldi-stable'],
  },
  safari: { darwin: ['Safari'] },
};

const PROGRAM_FOLDERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'];

/** The launches to try for a browser, most likely first. An unknown name has none: a setting never names a program to run. */
export function launchesOf(
  name: string,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): readonly Launch[] {
  const browser = Object.hasOwn(BROWSERS, name.toLowerCase()) ? BROWSERS[name.toLowerCase()] : undefined;
  const names = browser?.[platform] ?? [];
  if (platform === 'darwin')
    return names.map(app => ({ command: '/usr/bin/open', args: ['-a', app], exits: true }));
  if (platform !== 'win32') return names.map(command => ({ command, args: [], exits: false }));
  const folders = PROGRAM_FOLDERS.flatMap(variable => env[variable] ?? []);
  return folders.flatMap(folder =>
    names.map(file => ({ command: path.win32.join(folder, file), args: [], exits: false })),
  );
}

/** Starts a program with a URL, without a shell; resolves to whether the program exists. */
export async function launch({ command, args, exits }: Launch, url: string): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true, shell: false });
    child.once('error', () => resolve(false));
    if (exits) child.once('exit', code => resolve(code === 0));
    else child.once('spawn', () => resolve(true));
    child.unref();
  });
}

/** Opens a URL in the browser of this name; resolves to whether it was found. */
export async function openNamedBrowser(name: string, url: string): Promise<boolean> {
  for (const candidate of launchesOf(name, process.platform, process.env)) {
    if (await launch(candidate, url)) return true;
  }
  return false;
}
