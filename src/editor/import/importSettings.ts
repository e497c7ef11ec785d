import {
  ConfigurationTarget,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  window,
  workspace,
  type WorkspaceConfiguration,
  type WorkspaceFolder,
} from 'vscode';
import { ROUTES_FILE } from '../../protocol/paths';
import type { RequestLog } from '../log/requestLog';
import type { Mapped, Routed } from './foreign';
import type { FoundSetting } from './foundSettings';
import type { ImportKey } from './made';
import { joined, placed } from './placed';
import { reasonOf } from './reasons';
import { addRoutes } from './routesFile';

type Taken<T> = T & Pick<FoundSetting, 'folder'>;
type Log = Pick<RequestLog, 'say'>;

interface Row extends QuickPickItem {
  readonly taken?: Taken<Mapped> | Taken<Routed>;
}

/** Machine settings: VS Code reads them only from user settings. */
const OF_MACHINE: ReadonlySet<ImportKey> = new Set(['browser']);

/** Shows the counterparts of these settings, and writes the ones you tick to the place you choose. */
export async function importFound(found: readonly FoundSetting[], log: Log): Promise<void> {
  const ticked = await window.showQuickPick(rowsOf(found), {
    canPickMany: true,
    matchOnDetail: true,
    title: l10n.t('Import Settings of Other Live Servers'),
    placeHolder: l10n.t('Select the settings to import'),
  });
  const chosen = (ticked ?? []).flatMap(({ taken }) => taken ?? []);
  const settings = chosen.filter(each => each.kind === 'mapped');
  const routes = chosen.filter(each => each.kind === 'routed');
  const target = settings.length > 0 ? await askForTarget() : ConfigurationTarget.Workspace;
  const folders = target === undefined ? undefined : await foldersOf(routes);
  if (target === undefined || !folders) return;
  for (const mapped of withoutTwins(settings)) {
    await write({ ...mapped, value: placed(mapped, rootOf(chosen, mapped.folder)) }, target);
    log.say('info', l10n.t('Imported {0} from {1}', `porthole.${mapped.key}`, mapped.from));
  }
  for (const [folder, its] of folders) {
    await addRoutes(
      folder,
      rootOf(chosen, folder),
      its.map(({ route }) => route),
    );
    for (const { from } of its) log.say('info', l10n.t('Imported {0} from {1}', ROUTES_FILE, from));
  }
}

/** With a certificate, `porthole.https` in the same file would hide it: HTTPS is on without. */
function withoutTwins(settings: readonly Taken<Mapped>[]): readonly Taken<Mapped>[] {
  const hasCertificate = settings.some(({ key }) => key === 'https.cert');
  return hasCertificate ? settings.filter(({ key }) => key !== 'https') : settings;
}

/** Writes one setting, and keeps what the same file says beside it. */
async function write(mapped: Taken<Mapped>, target: ConfigurationTarget): Promise<void> {
  const { key, folder } = mapped;
  const own = folder && target === ConfigurationTarget.Workspace;
  const where = OF_MACHINE.has(key)
    ? ConfigurationTarget.Global
    : own
      ? ConfigurationTarget.WorkspaceFolder
      : target;
  const all = workspace.getConfiguration('porthole', folder);
  const https = key.startsWith('https') ? valueIn(all, 'https', where) : undefined;
  // `porthole.https` and `porthole.https.cert` exclude each other in one file.
  if (key === 'https' && typeof https === 'object') return all.update('https.mode', mapped.value, where);
  if (key !== 'https' && typeof https === 'string') {
    await all.update('https', undefined, where);
    if (https === 'shared') await all.update('https.mode', https, where);
  }
  await all.update(key, joined(mapped, valueIn(all, key, where)), where);
}

/** The value of a setting in one file. */
function valueIn(all: WorkspaceConfiguration, key: string, where: ConfigurationTarget): unknown {
  const { globalValue, workspaceValue, workspaceFolderValue } = all.inspect<unknown>(key) ?? {};
  if (where === ConfigurationTarget.Global) return globalValue;
  return where === ConfigurationTarget.Workspace ? workspaceValue : workspaceFolderValue;
}

/** The root that these settings choose for a folder: an imported one, else the current one. */
function rootOf(found: readonly FoundSetting[], folder: WorkspaceFolder | undefined): string {
  const roots = found.flatMap(each => {
    const isMeant = each.kind === 'mapped' && each.key === 'root' && (!each.folder || each.folder === folder);
    return isMeant ? [each.value] : [];
  });
  return String(roots.at(-1) ?? workspace.getConfiguration('porthole', folder).get('root') ?? '');
}

/** The folders whose routes files get these routes; undefined when the user cancelled. */
async function foldersOf(
  routes: readonly Taken<Routed>[],
): Promise<ReadonlyMap<WorkspaceFolder, readonly Routed[]> | undefined> {
  const folders = new Map<WorkspaceFolder, Routed[]>();
  let asked: WorkspaceFolder | undefined;
  for (const route of routes) {
    const folder = route.folder ?? folderOfLiveServer(route) ?? (asked ??= await onlyFolder());
    if (!folder) return undefined;
    folders.set(folder, [...(folders.get(folder) ?? []), route]);
  }
  return folders;
}

/** Live Server remembers the folder that the user chose. */
function folderOfLiveServer({ from }: Routed): WorkspaceFolder | undefined {
  if (!from.startsWith('liveServer.')) return undefined;
  const chosen = workspace.getConfiguration('liveServer.settings').get('multiRootWorkspaceName');
  return workspace.workspaceFolders?.find(({ name, uri }) => name === chosen && uri.scheme === 'file');
}

async function onlyFolder(): Promise<WorkspaceFolder | undefined> {
  const all = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return all.length > 1 ? window.showWorkspaceFolderPick({ placeHolder: l10n.t('Which folder?') }) : all[0];
}

function rowsOf(found: readonly FoundSetting[]): Row[] {
  const settings = found.filter(each => each.kind === 'mapped');
  const routes = found.filter(each => each.kind === 'routed');
  const rest = found.filter(each => each.kind === 'unmapped');
  return [
    ...[...settings, ...routes].map(each => ({
      label: each.kind === 'mapped' ? `porthole.${each.key}` : ROUTES_FILE,
      description: JSON.stringify(
        each.kind === 'mapped' ? placed(each, rootOf(found, each.folder)) : each.route,
      ),
      detail: l10n.t('from {0}', each.from),
      taken: each,
    })),
    ...(rest.length > 0 ? [{ label: l10n.t('Not imported'), kind: QuickPickItemKind.Separator }] : []),
    ...rest.map(({ from, given, why }) => ({
      label: `$(circle-slash) ${from}`,
      description: JSON.stringify(given, hidden) ?? '',
      detail: reasonOf(why),
    })),
  ];
}

/** A passphrase is never shown. */
const hidden = (key: string, value: unknown): unknown => (key === 'passphrase' ? '•••' : value);

async function askForTarget(): Promise<ConfigurationTarget | undefined> {
  const user = { label: l10n.t('User Settings'), target: ConfigurationTarget.Global };
  const folder = { label: l10n.t('Workspace Settings'), target: ConfigurationTarget.Workspace };
  const choices = workspace.workspaceFolders ? [folder, user] : [user];
  const chosen = await window.showQuickPick(choices, { title: l10n.t('Where to save the settings') });
  return chosen?.target;
}
