import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { browserOf, type Machine, windowsPaths } from './browserNames';

/** The value of `porthole.browser`. */
export interface BrowserChoice {
  /** Empty for the system's default browser. */
  readonly name: string;
  readonly isPrivate: boolean;
  /** Empty for the browser's own choice. */
  readonly profile: string;
  /** Further options of the program. */
  readonly args: readonly string[];
}

/** A program and its arguments. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** The program exits at once, with code 0 if it found the browser: `open` of macOS. Others run until the browser ends. */
  readonly exits: boolean;
}

// A profile is a name, never a path or another option.
const PROFILE = /^[\p{L}\p{N}_][\p{L}\p{N}_ .@()-]*$/u;
// Anything else than an option would be one more address to open.
const OPTION = /^-[^\0]*$/;

/** Reads `"firefox"`, `"firefox:private"` or `{ "name", "private", "profile", "args" }`; undefined for anything else. Pure. */
export function readBrowser(value: unknown): BrowserChoice | undefined {
  if (typeof value === 'string') {
    const [name = '', mode] = value.split(':');
    const isPrivate = /^private(?:mode)?$/i.test(mode ?? '');
    return mode === undefined || isPrivate ? { name, isPrivate, profile: '', args: [] } : undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const { name, private: isPrivate = false, profile = '', args = [] } = given;
  if (typeof name !== 'string' || typeof isPrivate !== 'boolean' || typeof profile !== 'string')
    return undefined;
  if (profile !== '' && !PROFILE.test(profile)) return undefined;
  if (!Array.isArray(args) || !args.every(each => typeof each === 'string' && OPTION.test(each)))
    return undefined;
  return { name, isPrivate, profile, args: args as string[] };
}

/** Whether the browser has no option for something that is asked of it. */
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
  // macOS hands options to a new instance only.
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
