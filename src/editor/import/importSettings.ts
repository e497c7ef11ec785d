import { parse } from 'jsonc-parser';
import {
  ConfigurationTarget,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { RequestLog } from '../log/requestLog';
import {
  FOREIGN_FILES,
  FOREIGN_SETTINGS,
  type Imported,
  importFile,
  importSetting,
  type Mapped,
} from './foreign';

interface Row extends QuickPickItem {
  readonly mapped?: Mapped;
}

/** Shows what these settings would become, and writes those that the person ticks, where the person says. */
export async function importFound(found: readonly Imported[], log: Pick<RequestLog, 'say'>): Promise<void> {
  const ticked = await window.showQuickPick(rowsOf(found), {
    canPickMany: true,
    matchOnDetail: true,
    title: l10n.t('Import Settings of Other Live Servers'),
    placeHolder: l10n.t('Select the settings to import'),
  });
  const chosen = (ticked ?? []).flatMap(({ mapped }) => mapped ?? []);
  if (chosen.length === 0) return;
  const target = await askForTarget();
  if (target === undefined) return;
  for (const { key, value, from } of chosen) {
    await workspace.getConfiguration('porthole').update(key, value, target);
    log.say('info', l10n.t('Imported {0} from {1}', `porthole.${key}`, from));
  }
}

/** The counterparts of other live servers' settings and files in this window. */
export async function foundSettings(): Promise<Imported[]> {
  const all = workspace.getConfiguration();
  const settings = FOREIGN_SETTINGS.flatMap(name => {
    const given = valueOf(all.inspect(name));
    return given === undefined ? [] : importSetting(name, given);
  });
  const files = await Promise.all((workspace.workspaceFolders ?? []).map(fileSettings));
  return [...settings, ...files.flat()];
}

async function fileSettings({ uri }: WorkspaceFolder): Promise<Imported[]> {
  const read = FOREIGN_FILES.map(async name => {
    const bytes = await workspace.fs.readFile(Uri.joinPath(uri, name)).then(
      found => found,
      () => undefined,
    );
    const parsed: unknown = bytes && parse(new TextDecoder().decode(bytes));
    return importFile(name, parsed) ?? [];
  });
  return (await Promise.all(read)).flat();
}

type Inspected = ReturnType<ReturnType<typeof workspace.getConfiguration>['inspect']>;

/** The value that a person or a workspace gave; a default says nothing. */
const valueOf = (inspected: Inspected): unknown =>
  inspected?.workspaceFolderValue ?? inspected?.workspaceValue ?? inspected?.globalValue;

function rowsOf(found: readonly Imported[]): Row[] {
  const mapped = found.filter(each => each.kind === 'mapped');
  const rest = found.filter(each => each.kind === 'unmapped');
  return [
    ...mapped.map(each => ({
      label: `porthole.${each.key}`,
      description: JSON.stringify(each.value),
      detail: l10n.t('from {0}', each.from),
      mapped: each,
    })),
    ...(rest.length > 0 ? [{ label: l10n.t('Not imported'), kind: QuickPickItemKind.Separator }] : []),
    ...rest.map(({ from, given, why }) => ({
      label: `$(circle-slash) ${from}`,
      description: JSON.stringify(given),
      detail: reasonOf(why),
    })),
  ];
}

function reasonOf(why: Extract<Imported, { kind: 'unmapped' }>['why']): string {
  switch (why) {
    case 'needless':
      return l10n.t('Porthole needs no setting for this.');
    case 'none':
      return l10n.t('Porthole has no such setting.');
    case 'unsafe':
      return l10n.t('It would open your files to others. Set it yourself if you want that.');
    case 'route':
      return l10n.t('Add a proxy route to porthole.routes.json instead.');
    case 'invalid':
      return l10n.t('Its value is not valid.');
    default:
      return why satisfies never;
  }
}

async function askForTarget(): Promise<ConfigurationTarget | undefined> {
  const user = { label: l10n.t('User Settings'), target: ConfigurationTarget.Global };
  const folder = { label: l10n.t('Workspace Settings'), target: ConfigurationTarget.Workspace };
  const choices = workspace.workspaceFolders ? [folder, user] : [user];
  const chosen = await window.showQuickPick(choices, { title: l10n.t('Where to save the settings') });
  return chosen?.target;
}
