import { l10n, Range, Uri } from 'vscode';
import type { WayOut } from '../../protocol/humanError';
import { ROUTES_FILE } from '../../protocol/paths';
import { openSetting } from '../base/report';
import type { Cause, Finding } from './decide';

/** The objects that a remedy acts on. */
export interface Patient {
  /** The file in question. */
  readonly file: Uri | undefined;
  /** The server's folder; undefined while there is no server. */
  readonly folder: Uri | undefined;
  /** The server's root. */
  readonly root: string | undefined;
  /** The same page under this machine's other name, for which the browser has stored nothing. */
  readonly fresh: Uri | undefined;
  /** The setting that would allow a refused request; empty for none. */
  readonly setting: string;
}

type Mend = (patient: Patient, values: readonly string[]) => WayOut;

const showPreview: Mend = ({ file, folder }) => ({
  title: l10n.t('Show Preview'),
  command: 'porthole.showPreview',
  args: [file && /\.x?html?$/i.test(file.path) ? file : folder],
});
const openInBrowser: Mend = ({ folder }) => ({
  title: l10n.t('Open in Browser'),
  command: 'porthole.openInBrowser',
  args: [folder],
});
const start: Mend = ({ file, folder }) => ({
  title: l10n.t('Start Server'),
  command: 'porthole.start',
  args: [folder ?? file],
});
const save: Mend = () => ({ title: l10n.t('Save'), command: 'workbench.action.files.save' });
const showLog: Mend = () => ({ title: l10n.t('Show Log'), command: 'porthole.showLog' });
const showTraffic: Mend = () => ({ title: l10n.t('Show Traffic'), command: 'porthole.showTraffic' });
const setting =
  (name: string): Mend =>
  () =>
    openSetting(name);
const openFresh: Mend = (patient, values) =>
  patient.fresh
    ? { title: l10n.t('Open at {0}', patient.fresh.authority), command: 'vscode.open', args: [patient.fresh] }
    : openInBrowser(patient, values);
/** Opens the document of a page, whose address is the first value. */
const openPage: Mend = ({ root, file }, [address = '']) => {
  const below = address.endsWith('/') ? `${address}index.html` : address;
  const page = root === undefined ? file : Uri.joinPath(Uri.file(root), decodeURIComponent(below));
  return { title: l10n.t('Open the Page’s File'), command: 'vscode.open', args: [page] };
};
const lineOf = (line: number): Range => new Range(line, 0, line, 0);
const LIMITS = Uri.parse('https://github.com/guard/listen/wiki/Increasing-the-amount-of-inotify-watchers');

const MENDS: Readonly<Record<Cause, Mend>> = {
  stopped: start,
  failed: start,
  silent: ({ folder }) => ({ title: l10n.t('Restart'), command: 'porthole.restart', args: [folder] }),
  restricted: () => ({ title: l10n.t('Manage Trust'), command: 'workbench.trust.manage' }),
  outside: ({ file }) => ({
    title: l10n.t('Serve Its Folder'),
    command: 'porthole.serveFolder',
    args: [file && Uri.joinPath(file, '..')],
  }),
  copy: (_patient, [, copy = '']) => ({
    title: l10n.t('Open That File'),
    command: 'vscode.open',
    args: [Uri.file(copy)],
  }),
  'updates-off': setting('porthole.update'),
  'update-save': save,
  unsaved: save,
  'too-long': save,
  waits: save,
  ignored: setting('porthole.ignore'),
  dotfile: setting('porthole.dotfiles'),
  routed: ({ root }, [, line = '1']) => ({
    title: l10n.t('Open That File'),
    command: 'vscode.open',
    args: [root && Uri.joinPath(Uri.file(root), ROUTES_FILE), { selection: lineOf(Number(line) - 1) }],
  }),
  behind: () => ({
    title: l10n.t('Compare with the Disk'),
    command: 'workbench.files.action.compareWithSaved',
  }),
  'other-server': openInBrowser,
  refused: (patient, values) =>
    patient.setting === '' ? openInBrowser(patient, values) : openSetting(patient.setting),
  'never-asked': showPreview,
  'not-found': showPreview,
  'no-script': showTraffic,
  'script-blocked': setting('porthole.headers'),
  'connection-blocked': setting('porthole.headers'),
  'channel-refused': openInBrowser,
  'script-stopped': showPreview,
  'channel-blocked': showPreview,
  'page-left': showPreview,
  unused: showPreview,
  worker: openFresh,
  cached: setting('porthole.headers'),
  misspelt: (patient, [, , address = '']) => openPage(patient, [address]),
  blocked: (patient, [, address = '', by = '']) =>
    by === 'header' || by === 'type' ? openSetting('porthole.headers') : openPage(patient, [address]),
  unapplied: (patient, [, address = '']) => openPage(patient, [address]),
  'opted-out': (patient, [address = '', by = '']) =>
    by.startsWith('?') ? showPreview(patient, []) : openPage(patient, [address]),
  'page-silent': openPage,
  prevented: openPage,
  'page-refuses': showLog,
  hidden: showPreview,
  'watch-limit': () => ({ title: l10n.t('Read More'), command: 'vscode.open', args: [LIMITS] }),
  'watch-silent': showLog,
};

/** The remedy for a cause. */
export const mendOf = ({ cause, values }: Finding, patient: Patient): WayOut => MENDS[cause](patient, values);
