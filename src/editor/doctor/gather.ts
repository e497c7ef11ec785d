import { access } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Uri, window, workspace } from 'vscode';
import type { ServerFacts } from '../../protocol/doctor';
import { LARGEST_TEXT } from '../../protocol/thread';
import { isForwarded } from '../server/addresses';
import { around, keyOf } from '../server/folders';
import type { Running, Server } from '../server/server';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { isHtml, isWithin } from '../base/uris';
import type { Facts, FileFacts, ServedFacts } from './facts';
import type { Patient } from './mends';

/** Milliseconds within which a requested page connects. */
const CONNECTING = 1500;

/** The facts, and the objects that a remedy acts on. */
export interface Gathered {
  readonly facts: Facts;
  readonly patient: Patient;
  /** The running server; undefined for none. */
  readonly running: Running | undefined;
}

/** Asks the editor and the server about a file, or about the visible one. */
export async function gather(
  named: Uri | undefined,
  servers: Servers,
  settings: SettingsReader,
): Promise<Gathered> {
  const file = named ?? fileInView(servers);
  const server = serverOf(file, servers);
  const state = server?.state;
  const running = state?.kind === 'running' ? state : undefined;
  const answer = server && running ? await ask(server, running, file, settings) : undefined;
  const found = answer === 'silent' ? undefined : answer;
  const served: ServedFacts =
    answer === 'silent'
      ? { kind: 'silent' }
      : running && found
        ? { kind: 'running', update: running.options.update, found }
        : await withoutServer(file, server, servers);
  return {
    facts: { file: file && factsOf(file), isTrusted: workspace.isTrusted, served },
    patient: {
      file,
      folder: server?.folder.uri,
      root: server?.root,
      fresh: found && running && freshOf(found, running),
      setting: found?.refused?.setting ?? '',
    },
    running,
  };
}

/** While you look at a page, a webview or the browser has the focus: then the file beside it is meant. */
function fileInView(servers: Servers): Uri | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors];
  const files = editors.flatMap(editor =>
    editor?.document.uri.scheme === 'file' ? [editor.document.uri] : [],
  );
  return files.find(uri => servers.serving(uri)) ?? files[0];
}

function serverOf(file: Uri | undefined, servers: Servers): Server | undefined {
  if (!file) return servers.running[0] ?? servers.all.find(({ state }) => state.kind === 'failed');
  const folder = around(file);
  return servers.serving(file) ?? servers.all.find(({ key }) => folder && key === keyOf(folder));
}

/** Asks a second time if a page is just loading: it connects a moment later. */
async function ask(
  server: Server,
  { options, port }: Running,
  file: Uri | undefined,
  settings: SettingsReader,
): Promise<ServerFacts | 'silent' | undefined> {
  const asked = file?.fsPath ?? path.join(options.root, 'index.html');
  const expected = settings.of(server.folder.uri).port || port;
  const found = await server.questions.examine(asked, expected);
  if (found === undefined || found === 'silent') return found;
  const [newest] = found.visits;
  const isLoading = newest?.channel === 'none' && newest.hasTag && Date.now() - newest.time < CONNECTING;
  if (!isLoading) return found;
  await delay(CONNECTING);
  return server.questions.examine(asked, expected);
}

async function withoutServer(
  file: Uri | undefined,
  server: Server | undefined,
  servers: Servers,
): Promise<ServedFacts> {
  if (server?.state.kind === 'failed') return { kind: 'failed', reason: server.state.failure.message };
  const roots = servers.running.map(({ state }) => state.options.root);
  if (!file || roots.length === 0) return { kind: 'stopped' };
  return { kind: 'elsewhere', roots, copy: (await copyOf(file.fsPath, roots)) ?? '' };
}

/** A file in one of the roots whose path ends like that of another file; the longest common end wins. */
async function copyOf(file: string, roots: readonly string[]): Promise<string | undefined> {
  const segments = file.split(path.sep).filter(Boolean);
  for (let at = 0; at < segments.length; at++)
    for (const root of roots) {
      const candidate = path.join(root, ...segments.slice(at));
      if (candidate !== file && isWithin(root, candidate) && (await exists(candidate))) return candidate;
    }
  return undefined;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

function factsOf(file: Uri): FileFacts {
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  const name = path.basename(file.fsPath);
  return {
    name,
    isDirty: document?.isDirty ?? false,
    isTyped: isHtml(name) || /\.css$/i.test(name),
    isTooLong: (document?.getText().length ?? 0) > LARGEST_TEXT,
  };
}

/** Browsers keep caches and service workers per host name, so this machine's other name has none. */
function freshOf({ pages: [page] }: ServerFacts, { url }: Running): Uri | undefined {
  const { hostname } = new URL(url);
  if (hostname !== '127.0.0.1' || isForwarded()) return undefined;
  const fresh = new URL(page?.address ?? '/', url);
  fresh.hostname = 'localhost';
  return Uri.parse(fresh.href, true);
}
