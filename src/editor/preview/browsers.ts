import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { BrowserChoice } from './browserChoice';
import { browserOf, type Machine, windowsPaths } from './browserNames';

/** A program and its arguments. */
interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** The program exits at once, with code 0 if it found the browser: `open` of macOS. Others run until the browser ends. */
  readonly exits: boolean;
}

/** Whether the browser lacks an option for this choice. */
export const lacksOptions = ({ name, isPrivate, profile }: BrowserChoice): boolean =>
  (isPrivate || profile !== '') && browserOf(name) !== undefined && !browserOf(name)?.options;

/** The launches to try for a browser, most likely first. */
export function launchesOf(
  choice: BrowserChoice,
  url: string,
  { platform, env }: Pick<Machine, 'platform' | 'env'>,
): readonly Launch[] {
  const browser = browserOf(choice.name);
  if (!browser || lacksOptions(choice)) return [];
  const names = browser.names[platform] ?? [];
  const options = optionsOf(choice);
  // macOS passes options to a new instance only.
  const opened = (app: string): readonly string[] =>
    options.length === 0 ? ['-a', app, url] : ['-n', '-a', app, '--args', ...options, url];
  if (platform === 'darwin')
    return names.map(app => ({ command: '/usr/bin/open', args: opened(app), exits: true }));
  const commands = platform === 'win32' ? windowsPaths(browser, env) : names;
  return commands.map(command => ({ command, args: [...options, url], exits: false }));
}

/** The address follows Firefox's `-private-window`, so the option comes last. */
function optionsOf({ name, isPrivate, profile, args }: BrowserChoice): readonly string[] {
  const own = browserOf(name)?.options;
  return [
    ...(profile === '' ? [] : (own?.profile(profile) ?? [])),
    ...args,
    ...(isPrivate && own ? [own.isPrivate] : []),
  ];
}

/** Starts a program without a shell; resolves to whether it exists. */
export async function launch({ command, args, exits }: Launch): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, shell: false });
    child.once('error', () => resolve(false));
    if (exits) child.once('exit', code => resolve(code === 0));
    else child.once('spawn', () => resolve(true));
    child.unref();
  });
}

export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  exists: existsSync,
};

/** Opens a URL in a browser; resolves to whether it was found. */
export async function openNamedBrowser(choice: BrowserChoice, url: string): Promise<boolean> {
  for (const candidate of launchesOf(choice, url, thisMachine)) {
    if (await launch(candidate)) return true;
  }
  return false;
}
