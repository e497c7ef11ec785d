import { env, l10n } from 'vscode';
import type { Cause, Finding } from './decide';

/** A cause in words: a sentence and its evidence. */
export interface Told {
  readonly title: string;
  readonly detail: string;
}

type Say = (values: readonly string[], url: string) => readonly [title: string, detail: string];

const timeOf = (time: string): string => new Date(Number(time)).toLocaleTimeString(env.language);
const polled = (): string =>
  l10n.t('Porthole looks at its files twice a second instead, for pages that are visible.');
const allowed = (remedy: string): string => l10n.t('Its Content-Security-Policy would need: {0}', remedy);

function lostBy(by: string, remedy: string): string {
  switch (by) {
    case 'integrity':
      return l10n.t('Its integrity attribute is for another version of the file.');
    case 'type':
      return l10n.t('It was sent as {0}, which is no style sheet.', remedy);
    case 'browser':
      return l10n.t('The developer tools of the browser show the reason.');
    default:
      return allowed(remedy);
  }
}

function scriptless(place: string): string {
  if (place === 'tab')
    return l10n.t('JavaScript is off in the browser, or an extension of it blocks the script.');
  return place === 'frame'
    ? l10n.t('It is in a frame, whose sandbox attribute may forbid scripts.')
    : l10n.t('It is in a frame of another site, where it is not shown. Open it in a tab.');
}

const OF_SERVER = {
  stopped: () => [l10n.t('No server is running.'), l10n.t('Pages update while their server runs.')],
  silent: () => [l10n.t('The server does not answer.'), l10n.t('It is busy with other work, or it hangs.')],
  failed: ([reason = '']) => [l10n.t('The server could not start.'), reason],
  restricted: () => [
    l10n.t('The workspace is in Restricted Mode, so that no server starts by itself.'),
    l10n.t('Trust the workspace, or start the server yourself.'),
  ],
  outside: ([name = '', roots = '']) => [
    l10n.t('{0} is outside the served folder.', name),
    l10n.t('Served: {0}', roots),
  ],
  copy: ([name = '', copy = '']) => [
    l10n.t('Pages use another file named {0}.', name),
    l10n.t('They get {0}.', copy),
  ],
  'updates-off': () => [l10n.t('Updates are turned off.'), l10n.t('porthole.update is off.')],
} satisfies Partial<Record<Cause, Say>>;

const OF_FILE = {
  'update-save': ([name = '']) => [
    l10n.t('{0} is not saved.', name),
    l10n.t('porthole.update is save: pages change when you save.'),
  ],
  unsaved: ([name = '']) => [
    l10n.t('{0} is not saved.', name),
    l10n.t('A file of this type reaches pages when you save it.'),
  ],
  'too-long': ([name = '']) => [
    l10n.t('{0} is too long to follow while you type.', name),
    l10n.t('It has more than 2,000,000 characters. Pages change when you save.'),
  ],
  ignored: ([name = '', glob = '']) => [
    l10n.t('Changes of {0} are ignored.', name),
    l10n.t('porthole.ignore has {0}.', glob),
  ],
  dotfile: ([name = '']) => [
    l10n.t('{0} is not served.', name),
    l10n.t('A name in its path begins with a dot, and porthole.dotfiles is deny.'),
  ],
  routed: ([name = '', line = '']) => [
    l10n.t('A route answers instead of {0}.', name),
    l10n.t('Line {0} of porthole.routes.json comes before any file.', line),
  ],
  behind: ([name = '']) => [
    l10n.t('Pages get your unsaved text, not {0} on the disk.', name),
    l10n.t('Another program changed the file. Pages show the text in VS Code until you save or revert it.'),
  ],
  'watch-limit': ([name = '', code = '']) => [
    l10n.t('The system cannot watch the folder of {0} ({1}).', name, code),
    polled(),
  ],
  'watch-silent': ([name = '']) => [
    l10n.t('The folder of {0} reports no changes, as some network drives do.', name),
    polled(),
  ],
} satisfies Partial<Record<Cause, Say>>;

const OF_WAY = {
  'other-server': ([port = ''], url) => [
    l10n.t('Another server answers on port {0}.', port),
    l10n.t('Porthole is at {0}. A tab with port {1} shows the other server.', url, port),
  ],
  refused: ([who = '', reason = '']) => [l10n.t('A request from {0} was refused.', who), reason],
  'never-asked': (_values, url) => [
    l10n.t('No browser has opened a page of this server.'),
    l10n.t('Only tabs at {0} update, not those with file:// or another port.', url),
  ],
  'not-found': ([address = '', status = '']) => [
    l10n.t('There is no page at {0}.', address),
    l10n.t('The answer had status {0}.', status),
  ],
  'no-script': ([address = '', type = '']) => [
    l10n.t('{0} is not an HTML page of a file, so it gets no updates.', address),
    l10n.t('It was sent as {0}, without the page script.', type),
  ],
  'script-blocked': ([address = '', remedy = '']) => [
    l10n.t('The policy of {0} blocks the page script.', address),
    allowed(remedy),
  ],
  'connection-blocked': ([address = '', remedy = '']) => [
    l10n.t('The policy of {0} blocks the connection to the server.', address),
    allowed(remedy),
  ],
  'channel-refused': ([address = '', reason = '']) => [
    l10n.t('The live channel refused {0}.', address),
    reason,
  ],
  'script-stopped': ([address = '', place = '']) => [
    l10n.t('{0} did not load the page script.', address),
    scriptless(place),
  ],
  'channel-blocked': ([address = '']) => [
    l10n.t('{0} loaded the page script, but did not connect.', address),
    l10n.t('A proxy, a forwarded port or an extension of the browser may block WebSockets.'),
  ],
  'page-left': ([address = '', time = '']) => [
    l10n.t('{0} is not open any more.', address),
    l10n.t('Its connection ended at {0}.', timeOf(time)),
  ],
  misspelt: ([name = '', asked = '']) => [
    l10n.t('Pages ask for {0}, where there is no file.', asked),
    l10n.t('Only the case of letters differs from {0}.', name),
  ],
  unused: ([name = '', open = '']) => [l10n.t('No open page uses {0}.', name), l10n.t('Open: {0}', open)],
} satisfies Partial<Record<Cause, Say>>;

const OF_PAGE = {
  worker: ([worker = '']) => [
    l10n.t('A service worker answers instead of the server.'),
    l10n.t('{0} gives the browser pages from its cache.', worker),
  ],
  cached: ([name = '', field = '']) => [
    l10n.t('The browser shows a stored copy of {0}.', name),
    l10n.t('It was sent with Cache-Control: {0}.', field),
  ],
  'opted-out': ([address = '', by = '']) => [
    l10n.t('{0} takes no updates.', address),
    by.startsWith('?') ? l10n.t('Its address has {0}.', by) : l10n.t('Its body has the attribute {0}.', by),
  ],
  blocked: ([name = '', address = '', by = '', remedy = '']) => [
    l10n.t('{0} could not load {1}.', address, name),
    lostBy(by, remedy),
  ],
  unapplied: ([name = '', address = '', media = '']) => [
    l10n.t('{0} does not apply {1}.', address, name),
    media === ''
      ? l10n.t('The style sheet is disabled, or it is an alternate one.')
      : l10n.t('The style sheet is for other media: {0}.', media),
  ],
  'page-silent': ([address = '']) => [
    l10n.t('{0} does not answer.', address),
    l10n.t('It is paused in the developer tools, or a script of it never ends.'),
  ],
  prevented: ([address = '']) => [
    l10n.t('A script of {0} cancelled the last update.', address),
    l10n.t('It listens to the event porthole:before-update.'),
  ],
  'page-refuses': ([address = '', reason = '']) => [
    l10n.t('{0} could not take the last update.', address),
    reason,
  ],
  waits: ([address = '']) => [
    l10n.t('Your last changes wait for the save.'),
    l10n.t('{0} could not take them yet: a tag or bracket is open, or a script changed.', address),
  ],
  hidden: ([address = '']) => [
    l10n.t('{0} is open in a hidden tab.', address),
    l10n.t('It updates there. Bring the tab to the front.'),
  ],
} satisfies Partial<Record<Cause, Say>>;

const WORDS: Readonly<Record<Cause, Say>> = { ...OF_SERVER, ...OF_FILE, ...OF_WAY, ...OF_PAGE };

/** @param url the server's address; empty for none */
export function tell({ cause, values }: Finding, url: string): Told {
  const [title, detail] = WORDS[cause](values, url);
  return { title, detail };
}
