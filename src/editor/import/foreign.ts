import { type ImportKey, isRecord, type Made, own, type ProxyRoute, type Reader, type Why } from './made';
import { proxy } from './proxyRoutes';
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
  root,
  watch,
  words,
} from './readers';

/** One setting of another live server, and its value for Porthole. */
export interface Mapped {
  readonly kind: 'mapped';
  /** Its foreign name: `liveServer.settings.port`, or in a file, `.live-server.json: port`. */
  readonly from: string;
  readonly given: unknown;
  readonly key: ImportKey;
  readonly value: unknown;
}

/** A setting that has no counterpart or must not have one. */
interface Unmapped {
  readonly kind: 'unmapped';
  readonly from: string;
  readonly given: unknown;
  readonly why: Why;
}

/** A proxy, and the route that replaces it. */
export interface Routed {
  readonly kind: 'routed';
  readonly from: string;
  readonly given: unknown;
  readonly route: ProxyRoute;
}

export type Imported = Mapped | Routed | Unmapped;

const noBrowser = flag({ key: 'open', value: 'none' });
const reloads = { key: 'onSave', value: 'reload' } as const;
const injectBody = flag({ key: 'update', value: 'typing' }, { key: 'update', value: 'save' });
/** Five Server outlines the element at the cursor without scrolling. */
const highlight = flag({ key: 'followCaret', value: 'outline' }, { key: 'followCaret', value: 'off' });
const navigate = flag('follow');

/** Settings of VS Code, by their full name; also those of earlier versions. */
const SETTINGS: Readonly<Record<string, Reader>> = {
  'liveServer.settings.port': port,
  'liveServer.settings.root': root,
  'liveServer.settings.host': host,
  'liveServer.settings.ignoreFiles': ignore,
  'liveServer.settings.CustomBrowser': browser,
  // Live Server prefers it to the setting above, so it is imported after it.
  'liveServer.settings.AdvanceCustomBrowserCmdLine': browser,
  'liveServer.settings.NoBrowser': noBrowser,
  'liveServer.settings.useBrowserPreview': flag({ key: 'open', value: 'editor' }),
  'liveServer.settings.file': fallback,
  'liveServer.settings.headers': headers,
  'liveServer.settings.fullReload': flag(reloads),
  'liveServer.settings.mount': mount,
  'liveServer.settings.https': https,
  'liveServer.settings.proxy': proxy,
  // Its browser extension reloads pages of another server; a proxy route does the same.
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

/** Keys in files of Five Server and of the command line live-server. */
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

/** Whether this is the full name of a known setting. */
export const isKnown = (name: string): boolean => own(SETTINGS, name) !== undefined;

/** Whether a section has known settings. */
export const hasKnown = (section: string): boolean =>
  Object.keys(SETTINGS).some(name => name.startsWith(`${section}.`));

/** Names in the order of the table, followed by unknown ones. */
export function inOrder(names: ReadonlySet<string>): readonly string[] {
  const known = Object.keys(SETTINGS).filter(name => names.has(name));
  return [...known, ...[...names].filter(name => !isKnown(name))];
}

/** The counterparts of one setting of VS Code. Pure. */
export function importSetting(name: string, given: unknown): readonly Imported[] {
  return imported(name, given, own(SETTINGS, name));
}

/** The counterparts of a file's settings; a row of its own says if it is not a JSON object or was only partly read. Pure. */
export function importFile(file: string, parsed: unknown, isBroken = false): readonly Imported[] {
  const whole = (why: Why): Imported => ({ kind: 'unmapped', from: file, given: undefined, why });
  if (!isRecord(parsed)) return [whole('invalid')];
  const rows = Object.entries(parsed).flatMap(([key, given]) =>
    imported(`${file}: ${key}`, given, own(FILE_KEYS, key)),
  );
  return isBroken ? [...rows, whole('broken')] : rows;
}

/** A file that is a program: named, but never run. */
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
    if ('route' in made) return { kind: 'routed', from, given, route: made.route };
    return { kind: 'unmapped', from: `${from}: ${made.part}`, given: undefined, why: made.why };
  });
}
