/** The settings of Porthole that another live server's can become. */
export type ImportKey =
  'port' | 'host' | 'root' | 'open' | 'browser' | 'update' | 'ignore' | 'fallback' | 'headers' | 'onSave';

/** One setting of another live server, and the value that Porthole would take for it. */
export interface Mapped {
  readonly kind: 'mapped';
  /** As it is named there, `liveServer.settings.port`, or in a file, `.live-server.json: port`. */
  readonly from: string;
  readonly given: unknown;
  readonly key: ImportKey;
  readonly value: unknown;
}

/** A setting that has no counterpart, or must have none. */
export interface Unmapped {
  readonly kind: 'unmapped';
  readonly from: string;
  readonly given: unknown;
  readonly why: 'needless' | 'none' | 'unsafe' | 'route' | 'invalid';
}

export type Imported = Mapped | Unmapped;

/** How one foreign setting is read: to a value of ours, or to why there is none. */
type Reader = (given: unknown) => { readonly key: ImportKey; readonly value: unknown } | Unmapped['why'];

const isPort = (given: unknown): given is number =>
  typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 65_535;
const isTexts = (given: unknown): given is readonly string[] =>
  Array.isArray(given) && given.every(each => typeof each === 'string');

/** A file may name its keys `constructor` or `toString`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

const port: Reader = given => (isPort(given) ? { key: 'port', value: given } : 'invalid');
/** Never another address than this machine's: visible to a network is what a person decides here, not what a file brought along. */
const host: Reader = given =>
  given === '127.0.0.1' || given === 'localhost' || given === '::1'
    ? { key: 'host', value: given === 'localhost' ? '127.0.0.1' : given }
    : 'unsafe';
const root: Reader = given => {
  if (typeof given !== 'string') return 'invalid';
  const below = given.replaceAll('\\', '/').replace(/^\.?\/+|\/+$/g, '');
  return below.split('/').includes('..') ? 'unsafe' : { key: 'root', value: below };
};
const ignore: Reader = given => (isTexts(given) ? { key: 'ignore', value: given } : 'invalid');
const fallback: Reader = given =>
  typeof given === 'string' ? { key: 'fallback', value: given.replace(/^\/+/, '') } : 'invalid';
const headers: Reader = given => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'invalid';
  const fields = Object.entries(given).filter(([, value]) => typeof value === 'string');
  return { key: 'headers', value: { '**': Object.fromEntries(fields) } };
};
/** Live Server writes `chrome:PrivateMode`; Porthole's browsers are named as VS Code names them. */
const BROWSERS: Readonly<Record<string, string>> = {
  chrome: 'chrome',
  'chrome:privatemode': 'chrome:private',
  firefox: 'firefox',
  'firefox:privatemode': 'firefox:private',
  'microsoft-edge': 'edge',
  edge: 'edge',
  safari: 'safari',
};
const browser: Reader = given => {
  if (given === null || given === '' || given === 'default' || given === 'Default') return 'needless';
  const name = typeof given === 'string' ? own(BROWSERS, given.toLowerCase()) : undefined;
  return name === undefined ? 'none' : { key: 'browser', value: name };
};
const noBrowser: Reader = given => (given === true ? { key: 'open', value: 'none' } : 'needless');
const needless: Reader = () => 'needless';
const none: Reader = () => 'none';
const unsafe: Reader = () => 'unsafe';
const route: Reader = () => 'route';

/** Settings of VS Code, by their full name. */
const SETTINGS: Readonly<Record<string, Reader>> = {
  'liveServer.settings.port': port,
  'liveServer.settings.root': root,
  'liveServer.settings.host': host,
  'liveServer.settings.ignoreFiles': ignore,
  'liveServer.settings.CustomBrowser': browser,
  'liveServer.settings.AdvanceCustomBrowserCmdLine': none,
  'liveServer.settings.NoBrowser': noBrowser,
  'liveServer.settings.file': fallback,
  'liveServer.settings.headers': headers,
  'liveServer.settings.fullReload': given =>
    given === true ? { key: 'onSave', value: 'reload' } : 'needless',
  'liveServer.settings.wait': needless,
  'liveServer.settings.proxy': route,
  'liveServer.settings.mount': none,
  'liveServer.settings.https': none,
  'liveServer.settings.cors': unsafe,
  'liveServer.settings.useLocalIp': unsafe,
  'liveServer.settings.ChromeDebuggingAttachment': needless,
  'liveServer.settings.multiRootWorkspaceName': needless,
  'liveServer.settings.showOnStatusbar': needless,
  'liveServer.settings.donotShowInfoMsg': needless,
  'liveServer.settings.donotVerifyTags': needless,
  'liveServer.settings.useWebExt': needless,
  'livePreview.portNumber': port,
  'livePreview.serverRoot': root,
  'livePreview.hostIP': host,
  'livePreview.httpHeaders': headers,
  'livePreview.autoRefreshPreview': given => {
    const modes: Readonly<Record<string, string>> = {
      'On All Changes in Editor': 'typing',
      'On Changes to Saved Files': 'save',
      Never: 'off',
    };
    const value = own(modes, String(given));
    return value === undefined ? 'invalid' : { key: 'update', value };
  },
  'livePreview.openPreviewTarget': given =>
    given === 'External Browser' ? { key: 'open', value: 'browser' } : { key: 'open', value: 'editor' },
  'livePreview.customExternalBrowser': browser,
  'livePreview.defaultPreviewPath': none,
  'livePreview.serverKeepAliveAfterEmbeddedPreviewClose': needless,
  'livePreview.previewDebounceDelay': needless,
  'livePreview.showServerStatusNotifications': needless,
  'livePreview.notifyOnOpenLooseFile': needless,
  'livePreview.runTaskWithExternalPreview': needless,
  'livePreview.tasks.runTaskWithExternalPreview': needless,
  'livePreview.debugOnExternalPreview': needless,
  'livePreview.useIntegratedBrowser': needless,
  'fiveServer.port': port,
  'fiveServer.host': host,
  'fiveServer.ignore': ignore,
  'fiveServer.browser': given => browser(Array.isArray(given) ? given[0] : given),
  'fiveServer.injectBody': given => ({ key: 'update', value: given === false ? 'save' : 'typing' }),
  'fiveServer.highlight': needless,
  'fiveServer.navigate': needless,
  'fiveServer.openTerminal': needless,
  'fiveServer.php.executable': none,
  'fiveServer.php.ini': none,
};

/** Keys of the files of Five Server and of the command line live-server. */
const FILE_KEYS: Readonly<Record<string, Reader>> = {
  port,
  host,
  root,
  ignore,
  file: fallback,
  open: given => (given === false ? { key: 'open', value: 'none' } : 'needless'),
  browser: given => browser(Array.isArray(given) ? given[0] : given),
  injectBody: given => ({ key: 'update', value: given === false ? 'save' : 'typing' }),
  wait: needless,
  logLevel: needless,
  highlight: needless,
  navigate: needless,
  noCssInject: given => (given === true ? { key: 'onSave', value: 'reload' } : 'needless'),
  injectCss: given => (given === false ? { key: 'onSave', value: 'reload' } : 'needless'),
  proxy: route,
  mount: none,
  https: none,
  htpasswd: none,
  cors: unsafe,
  middleware: unsafe,
  php: none,
  remoteLogs: needless,
  useLocalIp: unsafe,
  withExtension: none,
  cache: needless,
};

/** The names of all settings of VS Code that can be imported. */
export const FOREIGN_SETTINGS: readonly string[] = Object.keys(SETTINGS);

/** Files that are read; those of Five Server that are programs are not run. */
export const FOREIGN_FILES: readonly string[] = ['.fiveserverrc', '.fiveserverrc.json', '.live-server.json'];

/** The counterpart of one setting of VS Code. Pure. */
export function importSetting(name: string, given: unknown): Imported {
  return imported(name, given, own(SETTINGS, name));
}

/** The counterparts of what a file says: `undefined` when it is no JSON object. Pure. */
export function importFile(file: string, parsed: unknown): readonly Imported[] | undefined {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  return Object.entries(parsed).map(([key, given]) =>
    imported(`${file}: ${key}`, given, own(FILE_KEYS, key)),
  );
}

function imported(from: string, given: unknown, read: Reader = none): Imported {
  const made = read(given);
  return typeof made === 'string'
    ? { kind: 'unmapped', from, given, why: made }
    : { kind: 'mapped', from, given, ...made };
}
