import { type ImportKey, isRecord, type Made, own, type Reader, type Why } from './made';
import {
  browser,
  fallback,
  flag,
  headers,
  host,
  https,
  httpsOfFile,
  ignore,
  mount,
  needless,
  none,
  open,
  port,
  proxy,
  root,
  watch,
  words,
} from './readers';

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
  readonly why: Why;
}

export type Imported = Mapped | Unmapped;

const noBrowser = flag({ key: 'open', value: 'none' });
const reloads = { key: 'onSave', value: 'reload' } as const;
const injectBody = flag({ key: 'update', value: 'typing' }, { key: 'update', value: 'save' });
/** Five Server outlines the element of the cursor without a scroll. */
const highlight = flag({ key: 'followCaret', value: 'outline' }, { key: 'followCaret', value: 'off' });
const navigate = flag('follow');

/** Settings of VS Code, by their full name; also those of earlier versions. */
const SETTINGS: Readonly<Record<string, Reader>> = {
  'liveServer.settings.port': port,
  'liveServer.settings.root': root,
  'liveServer.settings.host': host,
  'liveServer.settings.ignoreFiles': ignore,
  'liveServer.settings.CustomBrowser': browser,
  // Live Server prefers it to the one above, so it is written after that.
  'liveServer.settings.AdvanceCustomBrowserCmdLine': browser,
  'liveServer.settings.NoBrowser': noBrowser,
  'liveServer.settings.useBrowserPreview': flag({ key: 'open', value: 'editor' }),
  'liveServer.settings.file': fallback,
  'liveServer.settings.headers': headers,
  'liveServer.settings.fullReload': flag(reloads),
  'liveServer.settings.mount': mount,
  'liveServer.settings.https': https,
  'liveServer.settings.proxy': proxy,
  // The browser's extension reloads pages of another server, as a proxy route does.
  'liveServer.settings.useWebExt': flag('route'),
  'liveServer.settings.useBrowserExtension': flag('route'),
  'liveServer.settings.cors': flag('unsafe'),
  'liveServer.settings.useLocalIp': flag('unsafe'),
  'liveServer.settings.showOnStatusbar': flag('needless', 'none'),
  'liveServer.settings.wait': needless,
  'liveServer.settings.ChromeDebuggingAttachment': needless,
  'liveServer.settings.multiRootWorkspaceName': needless,
  'liveServer.settings.donotShowInfoMsg': needless,
  'liveServer.settings.donotVerifyTags': needless,
  'liveServer.settings.additionalTagsForLiveReload': needless,
  'livePreview.portNumber': port,
  'livePreview.serverRoot': root,
  'livePreview.hostIP': host,
  'livePreview.httpHeaders': headers,
  'livePreview.autoRefreshPreview': words({
    'On All Changes in Editor': { key: 'update', value: 'typing' },
    'On Changes to Saved Files': { key: 'update', value: 'save' },
    Never: { key: 'update', value: 'off' },
  }),
  'livePreview.openPreviewTarget': words({
    'Embedded Preview': { key: 'open', value: 'editor' },
    'External Browser': { key: 'open', value: 'browser' },
  }),
  'livePreview.customExternalBrowser': browser,
  'livePreview.defaultPreviewPath': none,
  'livePreview.showStatusBarItem': flag('needless', 'none'),
  'livePreview.serverKeepAliveAfterEmbeddedPreviewClose': needless,
  'livePreview.previewDebounceDelay': needless,
  'livePreview.showServerStatusNotifications': needless,
  'livePreview.notifyOnOpenLooseFile': needless,
  'livePreview.runTaskWithExternalPreview': needless,
  'livePreview.tasks.runTaskWithExternalPreview': needless,
  'livePreview.tasks.browserPreviewLaunchServerLogging': needless,
  'livePreview.debugOnExternalPreview': needless,
  'livePreview.useIntegratedBrowser': needless,
  'fiveServer.port': port,
  'fiveServer.host': host,
  'fiveServer.ignore': ignore,
  'fiveServer.browser': browser,
  'fiveServer.injectBody': injectBody,
  'fiveServer.highlight': highlight,
  'fiveServer.navigate': navigate,
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
  open,
  noBrowser,
  browser,
  injectBody,
  highlight,
  navigate,
  noCssInject: flag(reloads),
  injectCss: flag('needless', reloads),
  mount,
  https: httpsOfFile,
  proxy,
  cors: flag('unsafe'),
  useLocalIp: flag('unsafe'),
  withExtension: words({
    always: 'needless',
    unset: { key: 'cleanUrls', value: true },
    avoid: { key: 'cleanUrls', value: true },
    redirect: { key: 'cleanUrls', value: true },
  }),
  watch,
  middleware: () => 'program',
  httpsModule: () => 'program',
  ignorePattern: none,
  htpasswd: none,
  baseURL: none,
  spa: none,
  php: none,
  phpIni: none,
  wait: needless,
  logLevel: needless,
  remoteLogs: needless,
  cache: needless,
  configFile: needless,
  workspace: needless,
  debugVSCode: needless,
};

/** Whether this is the full name of a setting that is known. */
export const isKnown = (name: string): boolean => own(SETTINGS, name) !== undefined;

/** Whether settings that are known lie below this name. */
export const hasKnown = (section: string): boolean =>
  Object.keys(SETTINGS).some(name => name.startsWith(`${section}.`));

/** Names in the order of the table, and after them those that are not known. */
export function inOrder(names: ReadonlySet<string>): readonly string[] {
  const known = Object.keys(SETTINGS).filter(name => names.has(name));
  return [...known, ...[...names].filter(name => !isKnown(name))];
}

/** The counterparts of one setting of VS Code. Pure. */
export function importSetting(name: string, given: unknown): readonly Imported[] {
  return imported(name, given, own(SETTINGS, name));
}

/** The counterparts of what a file says; one row says so when it is no JSON object. Pure. */
export function importFile(file: string, parsed: unknown): readonly Imported[] {
  if (!isRecord(parsed)) return [{ kind: 'unmapped', from: file, given: undefined, why: 'invalid' }];
  return Object.entries(parsed).flatMap(([key, given]) =>
    imported(`${file}: ${key}`, given, own(FILE_KEYS, key)),
  );
}

/** A file that is a program is named and not run. */
export const importProgram = (file: string): Imported => ({
  kind: 'unmapped',
  from: file,
  given: undefined,
  why: 'program',
});

function imported(from: string, given: unknown, read: Reader = none): Imported[] {
  return [read(given)].flat().map((made: Made): Imported => {
    if (typeof made === 'string') return { kind: 'unmapped', from, given, why: made };
    if ('key' in made) return { kind: 'mapped', from, given, ...made };
    return { kind: 'unmapped', from: `${from}: ${made.part}`, given: undefined, why: made.why };
  });
}
