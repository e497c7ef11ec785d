import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { usedBuiltins } from './builtins';
import { startForwarder } from './forward';
import { installWorkbench } from './install';
import { endGroup, startGroup } from './processes';
import { sharedWithUs } from './sharedWith';

/** The options of a workbench window. */
export interface WindowOptions {
  /** Absolute path of a folder or of a `.code-workspace` file; none opens an empty window. */
  readonly workspace?: string | undefined;
  /** Absolute path of the extension under development; the web workbench takes one. */
  readonly extension?: string | undefined;
  /** Absolute path of a JavaScript file that exports `run()`; without it the window is one to click through. */
  readonly tests?: string | undefined;
}

export interface WorkbenchOptions {
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether every workspace is trusted without asking; false opens workspaces in restricted mode. */
  readonly trusted?: boolean;
  /** Environment of the server and so of its extension hosts, beside our own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a shared workbench is not good enough. */
  readonly own?: boolean;
  /** Whether all of VS Code's own extensions are installed, as for a person; otherwise only those that tests use. */
  readonly whole?: boolean;
  /** Puts more extensions into the folder of the installed ones, before the server looks there. */
  readonly install?: (extensionsFolder: string) => Promise<void>;
}

/** VS Code's server, running. */
export interface Workbench {
  readonly origin: string;
  /** Folder of the user's settings, which the next window reads. */
  readonly user: string;
  /** Address of a window, to be opened in a browser. */
  urlOf(window: WindowOptions): string;
  /** Rejects when the server ends by itself. */
  readonly failed: Promise<never>;
  /** Ends the processes that `startWorkbench` started and removes its temporary folders. */
  close(): Promise<void>;
}

/** Settings for a window without welcome page, tips and questions. */
export const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  // The web workbench saves after a second by default, a desktop one never. Suites must behave alike in both.
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'telemetry.telemetryLevel': 'off',
  // The spelling into which VS Code would rewrite it: the older `false` makes every window write its settings
  // at its start.
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  // Smooth movement and blinking would draw many frames in every window.
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
};

/** The shared workbench with these settings, if it exists and only settings were requested; else a new one. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const shared = sharedWithUs();
  const isPlain =
    !options.own && !options.whole && !options.install && !options.env && options.trusted !== false;
  if (!shared || !isPlain) return startOwn(options);
  await writeSettings(shared.user, options);
  return { ...shared, failed: forever, close: () => Promise.resolve(), urlOf: urlsAt(shared.origin) };
}

/** The process that started a shared server also ends it and reports its end. */
const forever = new Promise<never>(() => undefined);

const urlsAt = (origin: string) => (window: WindowOptions) => windowUrl(origin, window);

async function writeSettings(user: string, { settings }: WorkbenchOptions): Promise<void> {
  await mkdir(user, { recursive: true });
  const text = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2);
  await writeFile(path.join(user, 'settings.json'), text);
}

async function startOwn(options: WorkbenchOptions): Promise<Workbench> {
  const { root, node } = await installWorkbench();
  const data = await mkdtemp(path.join(tmpdir(), 'porthole-workbench-'));
  const user = path.join(data, 'data', 'User');
  await writeSettings(user, options);
  await options.install?.(path.join(data, 'extensions'));
  const builtins = options.whole ? undefined : await usedBuiltins(root, path.join(data, 'builtins'));
  const forwarder = await startForwarder();
  const server = startGroup(node, serverArguments(root, data, builtins, options.trusted ?? true), {
    cwd: root,
    env: { ...process.env, ...options.env, VSCODE_PROXY_URI: forwarder.template },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const close = once(async () => {
    await endGroup(server);
    await forwarder.close();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    const { port, failed } = await listening(server);
    const origin = `http://localhost:${port}`;
    return { origin, user, failed, close, urlOf: urlsAt(origin) };
  } catch (error) {
    await close();
    throw error;
  }
}

function serverArguments(
  root: string,
  data: string,
  builtins: string | undefined,
  trusted: boolean,
): string[] {
  const options = {
    host: '127.0.0.1',
    port: '0',
    'server-data-dir': data,
    'telemetry-level': 'off',
    // Seconds in which a closed window may reconnect to its extension host.
    'reconnection-grace-time': '5',
    ...(builtins === undefined ? {} : { 'builtin-extensions-dir': builtins }),
  };
  return [
    path.join(root, 'out', 'server-main.js'),
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    '--without-connection-token',
    // VS Code would start a login shell, for two seconds, and use its environment.
    '--force-disable-user-env',
    '--accept-server-license-terms',
    // Without the driver the workbench takes no extension under development.
    '--enable-smoke-test-driver',
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
}

/** The port that the server names, and a promise that breaks when it ends. */
async function listening(server: ChildProcess): Promise<{ port: number; failed: Promise<never> }> {
  let said = '';
  const failed = new Promise<never>((_resolve, reject) => {
    server.once('error', reject);
    server.once('exit', code =>
      reject(new Error(`VS Code's server ended with ${code ?? 'a signal'}:\n${said.slice(-2000)}`)),
    );
  });
  // Ending the server on purpose breaks the promise too, when nobody listens any more.
  failed.catch(() => undefined);
  const port = new Promise<number>(resolve => {
    const hear = (chunk: unknown): void => {
      said = (said + String(chunk)).slice(-20_000);
      if (process.env['PORTHOLE_DEBUG']) process.stderr.write(String(chunk));
      const found = /agent listening on (\d+)/.exec(said)?.[1];
      if (found) resolve(Number(found));
    };
    server.stdout?.on('data', hear);
    server.stderr?.on('data', hear);
  });
  return { port: await Promise.race([port, failed]), failed };
}

function windowUrl(origin: string, { workspace, extension, tests }: WindowOptions): string {
  const url = new URL(origin);
  if (workspace === undefined) url.searchParams.set('ew', 'true');
  else
    url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', uriPath(workspace));
  const payload = [['skipWelcome', 'true']];
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remoteUri(extension)]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remoteUri(tests)]);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function remoteUri(file: string): string {
  return `vscode-remote://remote${pathToFileURL(file).pathname}`;
}

function uriPath(file: string): string {
  return decodeURIComponent(pathToFileURL(file).pathname);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
