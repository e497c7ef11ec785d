import {
  EventEmitter,
  workspace,
  type ConfigurationScope,
  type TextDocument,
  type WorkspaceConfiguration,
} from 'vscode';
import type { CorsOrigin } from '../protocol/serverOptions';
import { DisposableStore } from './base/disposables';
import { readBrowser } from './preview/browserChoice';
import type { SaveHabits } from './text/saveHabits';

type Read<T> = (value: unknown) => T | undefined;

function oneOf<const T extends string>(...words: readonly T[]): Read<T> {
  return value => words.find(word => word === value);
}

const text: Read<string> = value => (typeof value === 'string' ? value : undefined);
const flag: Read<boolean> = value => (typeof value === 'boolean' ? value : undefined);

function whole(least: number, most: number): Read<number> {
  return value =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return value => (Array.isArray(value) ? value.map(read).filter(item => item !== undefined) : undefined);
}

function recordOf<T>(read: Read<T>): Read<Readonly<Record<string, T>>> {
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).map(([key, item]) => [key, read(item)] as const);
    return Object.fromEntries(
      entries.filter((entry): entry is readonly [string, T & {}] => entry[1] !== undefined),
    );
  };
}

const corsOrigin: Read<CorsOrigin> = value => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('origin' in value)) return undefined;
  const credentials = 'credentials' in value && value.credentials === true;
  return typeof value.origin === 'string' ? { origin: value.origin, credentials } : undefined;
};

const httpsMode = oneOf('off', 'shared', 'always');

/**
 * Reads `porthole.https` with `.cert`, `.key` and `.mode`. VS Code keeps settings in a tree. In one file, `porthole.https` and
 * `porthole.https.cert` exclude each other; over several files each is found in its own.
 */
function readHttps(found: Inspected) {
  const scopes = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  const records = scopes.map(value =>
    httpsMode(value) ? { mode: String(value) } : (recordOf(text)(value) ?? {}),
  );
  const {
    mode,
    cert = '',
    key = '',
  } = records.reduce<Readonly<Record<string, string>>>((all, one) => ({ ...all, ...one }), {});
  // A certificate without a mode means `always`.
  return { https: httpsMode(mode) ?? (cert === '' ? 'off' : 'always'), cert, key } as const;
}

const pickKey = oneOf('alt', 'ctrl', 'meta', 'shift+alt', 'off');

type Inspected = ReturnType<WorkspaceConfiguration['inspect']>;

/** Whether any settings file sets a value. */
const isSet = (found: Inspected): boolean =>
  (found?.globalValue ?? found?.workspaceValue ?? found?.workspaceFolderValue) !== undefined;

/**
 * Reads every setting. A value of the wrong type counts as not set. Values are copied: VS Code returns proxies, which
 * `postMessage` cannot clone. Ranges are those of package.json.
 */
function readAll(configuration: WorkspaceConfiguration) {
  const get = <T>(key: string, read: Read<T>): T => {
    const value = read(configuration.get(key)) ?? read(configuration.inspect(key)?.defaultValue);
    if (value === undefined) throw new Error(`porthole.${key} has no usable default`);
    return value;
  };
  return {
    autoStart: get('autoStart', oneOf('html', 'always', 'never')),
    port: get('port', whole(0, 65_535)),
    host: get('host', text),
    root: get('root', text),
    open: get('open', oneOf('editor', 'browser', 'none')),
    browser: get('browser', readBrowser),
    update: get('update', oneOf('typing', 'save', 'off')),
    onSave: get('onSave', oneOf('auto', 'patch', 'reload')),
    // A value that is not text becomes empty, which the server then reports as invalid.
    mount: get(
      'mount',
      recordOf(value => (typeof value === 'string' ? value : '')),
    ),
    ignore: get('ignore', listOf(text)),
    fallback: get('fallback', text),
    cleanUrls: get('cleanUrls', flag),
    caseExact: get('caseExact', flag),
    directoryListing: get('directoryListing', flag),
    headers: get('headers', recordOf(recordOf(text))),
    cors: get('cors', listOf(corsOrigin)),
    dotfiles: get('dotfiles', oneOf('deny', 'allow')),
    compression: get('compression', oneOf('auto', 'on', 'off')),
    forms: get('forms', oneOf('echo', 'strict')),
    problems: get('problems', oneOf('all', 'errors', 'off')),
    maxBodySize: get('maxBodySize', whole(0, 1_073_741_824)),
    ...readHttps(configuration.inspect('https')),
    shutdownTimeout: get('shutdownTimeout', whole(0, 60_000)),
    // If unset, it depends on the browser's system, which only the page knows.
    pickKey: isSet(configuration.inspect('pickKey')) ? get('pickKey', pickKey) : ('default' as const),
    devtoolsWorkspace: get('devtoolsWorkspace', flag),
    shareSync: get('share.sync', flag),
    followCaret: get('followCaret', oneOf('scroll', 'outline', 'off')),
    'console.inline': get('console.inline', flag),
  };
}

export type Settings = Readonly<ReturnType<typeof readAll>>;

/** The only caller of `getConfiguration`. It writes nothing, and the defaults are in package.json. */
export class SettingsReader {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<(scope: ConfigurationScope) => boolean>());
  /** Fires with a function that tells whether the settings of a folder have changed. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.disposables.add(
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('porthole')) {
          this.changed.fire(scope => event.affectsConfiguration('porthole', scope));
        }
      }),
    );
  }

  /** The settings of a folder or file. */
  of(scope: ConfigurationScope): Settings {
    return readAll(workspace.getConfiguration('porthole', scope));
  }

  /** The changes that VS Code makes to a document while saving it. */
  saveHabits(document: TextDocument): SaveHabits {
    const editor = workspace.getConfiguration('editor', document);
    const files = workspace.getConfiguration('files', document);
    const actions = recordOf<unknown>(value => value)(editor.get('codeActionsOnSave')) ?? {};
    const acts = Object.values(actions).some(when => when !== false && when !== 'never');
    return {
      formats: acts || editor.get('formatOnSave') === true,
      trimsLines: files.get('trimTrailingWhitespace') === true,
      endsLastLine: files.get('insertFinalNewline') === true,
      trimsLastLines: files.get('trimFinalNewlines') === true,
    };
  }

  /** Whether the user or the workspace has set this setting, whatever its value. */
  sets(scope: ConfigurationScope, key: keyof Settings): boolean {
    const found = workspace.getConfiguration('porthole', scope).inspect(key);
    return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some(
      value => value !== undefined,
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
