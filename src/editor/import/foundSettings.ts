import { homedir } from 'node:os';
import { parse, type ParseError } from 'jsonc-parser';
import { Uri, workspace, type WorkspaceFolder } from 'vscode';
import {
  hasKnown,
  type Imported,
  importFile,
  importProgram,
  importSetting,
  inOrder,
  isKnown,
} from './foreign';
import { isRecord } from './made';
import { foldersApart, FOREIGN_FILES, FOREIGN_SECTIONS, PROGRAM_FILES } from './offer';

/** An importable setting and, with several folders, its workspace folder. */
export type FoundSetting = Imported & { readonly folder?: WorkspaceFolder };

/** The counterparts of other live servers' settings and files in this window; of equal settings the last one is written last. */
export async function foundSettings(home = homedir()): Promise<FoundSetting[]> {
  const apart = foldersApart();
  const shared = settingsOf(undefined, ({ globalValue, workspaceValue }) => [workspaceValue, globalValue]);
  const own = apart.flatMap(folder =>
    within(
      folder,
      ': ',
      settingsOf(folder, ({ workspaceFolderValue }) => [workspaceFolderValue]),
    ),
  );
  const folders = workspace.workspaceFolders ?? [];
  const isOpen = folders.some(({ uri }) => uri.fsPath === Uri.file(home).fsPath);
  const inHome = isOpen ? [] : await filesIn(Uri.file(home));
  const files = await Promise.all(
    folders.map(async folder => {
      const found = await filesIn(folder.uri);
      return apart.length > 0 ? within(folder, '/', found) : found;
    }),
  );
  const ofPerson = inHome.map(each => ({ ...each, from: `~/${each.from}` }));
  return [...shared, ...own, ...ofPerson, ...files.flat()].map(placeable);
}

const within = (folder: WorkspaceFolder, mark: string, found: readonly Imported[]): FoundSetting[] =>
  found.map(each => ({ ...each, from: `${folder.name}${mark}${each.from}`, folder }));

/** A proxy becomes a route, which is written only in a trusted folder. */
function placeable(found: FoundSetting): FoundSetting {
  if (found.kind !== 'routed') return found;
  const hasPlace = (workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === 'file');
  if (hasPlace && workspace.isTrusted) return found;
  const { from, given } = found;
  return { kind: 'unmapped', from, given, why: hasPlace ? 'untrusted' : 'route' };
}

type Inspected = NonNullable<ReturnType<ReturnType<typeof workspace.getConfiguration>['inspect']>>;

/** The settings of several files, the strongest first. Defaults are left out. */
function settingsOf(
  folder: WorkspaceFolder | undefined,
  valuesOf: (inspected: Inspected) => readonly unknown[],
): readonly Imported[] {
  const all = workspace.getConfiguration(undefined, folder);
  const given = (name: string): readonly unknown[] => {
    const inspected = all.inspect(name);
    return inspected ? valuesOf(inspected).filter(value => value !== undefined) : [];
  };
  const names = FOREIGN_SECTIONS.flatMap(section => given(section).flatMap(tree => namesIn(section, tree)));
  return inOrder(new Set(names)).flatMap(name => importSetting(name, merged(given(name))));
}

/** Merged as VS Code merges objects of several files: key by key. */
const merged = (values: readonly unknown[]): unknown =>
  values.every(isRecord)
    ? Object.fromEntries(values.toReversed().flatMap(value => Object.entries(value)))
    : values[0];

/** Full names of all settings in VS Code's tree, known or not. */
function namesIn(section: string, tree: unknown): readonly string[] {
  if (isKnown(section) || !isRecord(tree) || !hasKnown(section)) return [section];
  return Object.keys(tree).flatMap(key => namesIn(`${section}.${key}`, tree[key]));
}

async function filesIn(folder: Uri): Promise<Imported[]> {
  const read = FOREIGN_FILES.map(async name => {
    const bytes = await bytesOf(Uri.joinPath(folder, name));
    if (!bytes) return [];
    const mistakes: ParseError[] = [];
    const parsed: unknown = parse(new TextDecoder().decode(bytes), mistakes, { allowTrailingComma: true });
    return importFile(name, parsed, mistakes.length > 0);
  });
  const named = PROGRAM_FILES.map(async name =>
    (await isThere(Uri.joinPath(folder, name))) ? [importProgram(name)] : [],
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
