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
  hasKnown,
  type Imported,
  importFile,
  importProgram,
  importSetting,
  inOrder,
  isKnown,
  type Mapped,
} from './foreign';
import { type ImportKey, isRecord, type Why } from './made';
import { FOREIGN_FILES, FOREIGN_SECTIONS, PROGRAM_FILES } from './offer';
import { placed } from './placed';

interface Row extends QuickPickItem {
  readonly mapped?: Mapped;
}

/** Settings of the machine: VS Code takes them from the person's own settings alone. */
const OF_MACHINE: ReadonlySet<ImportKey> = new Set(['browser']);

/** Shows what these settings would become, and writes those that the person ticks, where the person says. */
export async function importFound(found: readonly Imported[], log: Pick<RequestLog, 'say'>): Promise<void> {
  const ticked = await window.showQuickPick(rowsOf(found, rootOf(found)), {
    canPickMany: true,
    matchOnDetail: true,
    title: l10n.t('Import Settings of Other Live Servers'),
    placeHolder: l10n.t('Select the settings to import'),
  });
  const chosen = (ticked ?? []).flatMap(({ mapped }) => mapped ?? []);
  if (chosen.length === 0) return;
  const target = await askForTarget();
  if (target === undefined) return;
  for (const mapped of chosen) {
    const { key, from } = mapped;
    const where = OF_MACHINE.has(key) ? ConfigurationTarget.Global : target;
    await workspace.getConfiguration('porthole').update(key, placed(mapped, rootOf(chosen)), where);
    log.say('info', l10n.t('Imported {0} from {1}', `porthole.${key}`, from));
  }
}

/** The root that these settings lead to: one of theirs, else the one that is set. */
function rootOf(found: readonly Imported[]): string {
  const roots = found.flatMap(each => (each.kind === 'mapped' && each.key === 'root' ? [each.value] : []));
  return String(roots.at(-1) ?? workspace.getConfiguration('porthole').get('root') ?? '');
}

/** The counterparts of other live servers' settings and files in this window. */
export async function foundSettings(): Promise<Imported[]> {
  const all = workspace.getConfiguration();
  const names = FOREIGN_SECTIONS.flatMap(section => {
    const { globalValue, workspaceValue, workspaceFolderValue } = all.inspect(section) ?? {};
    return [globalValue, workspaceValue, workspaceFolderValue].flatMap(tree => namesIn(section, tree));
  });
  // In the order of the table: a later row of the same setting is written after an earlier one.
  const settings = inOrder(new Set(names)).flatMap(name => importSetting(name, valueOf(all.inspect(name))));
  const files = await Promise.all((workspace.workspaceFolders ?? []).map(fileSettings));
  return [...settings, ...files.flat()];
}

/** Full names of the settings in a tree as VS Code keeps it, also of those that are not known. */
function namesIn(section: string, tree: unknown): readonly string[] {
  if (tree === undefined) return [];
  if (isKnown(section) || !isRecord(tree) || !hasKnown(section)) return [section];
  return Object.keys(tree).flatMap(key => namesIn(`${section}.${key}`, tree[key]));
}

async function fileSettings({ uri }: WorkspaceFolder): Promise<Imported[]> {
  const read = FOREIGN_FILES.map(async name => {
    const bytes = await bytesOf(Uri.joinPath(uri, name));
    return bytes ? importFile(name, parse(new TextDecoder().decode(bytes))) : [];
  });
  const named = PROGRAM_FILES.map(async name =>
    (await isThere(Uri.joinPath(uri, name))) ? [importProgram(name)] : [],
  );
  return (await Promise.all([...read, ...named])).flat();
}

const bytesOf = async (uri: Uri): Promise<Uint8Array | undefined> =>
  workspace.fs.readFile(uri).then(
    found => found,
    () => undefined,
  );

const isThere = async (uri: Uri): Promise<boolean> =>
  workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );

type Inspected = ReturnType<ReturnType<typeof workspace.getConfiguration>['inspect']>;

/** The value that a person or a workspace gave; a default says nothing. */
const valueOf = (inspected: Inspected): unknown =>
  inspected?.workspaceFolderValue ?? inspected?.workspaceValue ?? inspected?.globalValue;

function rowsOf(found: readonly Imported[], root: string): Row[] {
  const mapped = found.filter(each => each.kind === 'mapped');
  const rest = found.filter(each => each.kind === 'unmapped');
  return [
    ...mapped.map(each => ({
      label: `porthole.${each.key}`,
      description: JSON.stringify(placed(each, root)),
      detail: l10n.t('from {0}', each.from),
      mapped: each,
    })),
    ...(rest.length > 0 ? [{ label: l10n.t('Not imported'), kind: QuickPickItemKind.Separator }] : []),
    ...rest.map(({ from, given, why }) => ({
      label: `$(circle-slash) ${from}`,
      description: JSON.stringify(given, hidden) ?? '',
      detail: reasonOf(why),
    })),
  ];
}

/** A passphrase is not shown. */
const hidden = (key: string, value: unknown): unknown => (key === 'passphrase' ? '•••' : value);

function reasonOf(why: Why): string {
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
    case 'option':
      return l10n.t('Add this option to porthole.browser yourself if you want it.');
    case 'follow':
      return l10n.t('Use Follow Active Editor in the preview instead.');
    case 'program':
      return l10n.t('This is a program, and Porthole does not run it. Set what it says yourself.');
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
