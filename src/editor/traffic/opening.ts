import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { commands, l10n, Range, Uri } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import type { Server } from '../server/servers';
import { foldersOf } from '../base/served';
import { isWithin } from '../base/uris';
import type { Kept } from './store';

/** The name of the file or route that answered. */
export function sourceName({ entry }: Kept, server: Server | undefined): string | undefined {
  const { source } = entry;
  if (!source) return undefined;
  const root = server?.root;
  const below = root !== undefined && isWithin(root, source.file);
  const file = below ? path.relative(root, source.file) : path.basename(source.file);
  const place = source.line === undefined ? file : `${file}:${String(source.line)}`;
  return source.name === undefined ? place : `${source.name} (${place})`;
}

/** Opens the file that answered: text at its line, images in VS Code's viewer. */
export async function openSource({ entry }: Kept, server: Server | undefined): Promise<void> {
  const { source } = entry;
  if (!source || !server) return;
  await requireBelow(server, source.file);
  const line = Math.max(0, (source.line ?? 1) - 1);
  const options = source.line === undefined ? [] : [{ selection: new Range(line, 0, line, 0) }];
  await commands.executeCommand('vscode.open', Uri.file(source.file), ...options);
}

/** The thread names the file, so only files whose real path is inside the served folder are opened. */
async function requireBelow(server: Server, file: string): Promise<void> {
  const name = path.basename(file);
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined) throw new HumanError(l10n.t('{0} no longer exists.', name));
  const mounted = server.served ? foldersOf(server.served) : [];
  for (const folder of [server.folder.uri.fsPath, ...mounted])
    if (isWithin(await realpath(folder).catch(() => folder), real)) return;
  throw new HumanError(l10n.t('{0} is outside the served folder.', name));
}
