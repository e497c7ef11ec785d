import path from 'node:path';
import { commands, Range, Uri } from 'vscode';
import type { Server } from '../servers';
import { isWithin } from '../uris';
import type { Kept } from './store';

/** The file or the route that answered, as a person calls it. */
export function sourceName({ entry }: Kept, server: Server | undefined): string | undefined {
  const { source } = entry;
  if (!source) return undefined;
  const root = server?.root;
  const below = root !== undefined && isWithin(root, source.file);
  const file = below ? path.relative(root, source.file) : path.basename(source.file);
  const place = source.line === undefined ? file : `${file}:${String(source.line)}`;
  return source.name === undefined ? place : `${source.name} (${place})`;
}

/** Opens what answered: text in an editor, at its line, and a picture in whatever shows pictures. */
export async function openSource({ entry }: Kept): Promise<void> {
  const { source } = entry;
  if (!source) return;
  const line = Math.max(0, (source.line ?? 1) - 1);
  const options = source.line === undefined ? [] : [{ selection: new Range(line, 0, line, 0) }];
  await commands.executeCommand('vscode.open', Uri.file(source.file), ...options);
}
