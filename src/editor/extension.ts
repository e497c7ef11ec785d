import path from 'node:path';
import { ExtensionMode, type ExtensionContext } from 'vscode';
import { Api } from './api';
import type { PortholeApi } from './porthole';
import { AutoStart } from './server/autoStart';
import { Commands } from './commands';
import { ContextKeys } from './status/contextKeys';
import { DisposableStore } from './base/disposables';
import { FileEvents } from './text/fileEvents';
import { Memory } from './server/memory';
import { Preview } from './preview/preview';
import { Diagnostics } from './problems/diagnostics';
import { RequestLog } from './log/requestLog';
import { SavedText } from './text/savedText';
import { Servers } from './server/servers';
import { SettingsReader } from './settings';
import { StatusItem } from './status/statusItem';
import { Traffic } from './traffic';
import { UnsavedText } from './text/unsavedText';

// VS Code waits five seconds for `deactivate`, then ends the process and whatever is still being sent.
const GOODBYE = 4000;

let stopAll: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): PortholeApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const memory = new Memory(context.workspaceState);
  const settings = store.add(new SettingsReader());
  const log = store.add(new RequestLog());
  const built = { thread: path.join(__dirname, 'thread.js'), pageScript: path.join(__dirname, 'page.js') };
  const servers = store.add(new Servers(built, settings, memory, log));
  const preview = store.add(new Preview(context.extensionUri, servers, settings, memory, log));
  const traffic = store.add(new Traffic(context, servers, memory, log));
  const commands = store.add(new Commands(servers, preview, settings, log, traffic));
  const statusItem = store.add(new StatusItem(servers));
  // The window waits for what is above. Our tabs can wait for what comes now, and no server runs before it.
  const beginning = setImmediate(() => {
    preview.register();
    traffic.register();
    store.add(new ContextKeys(servers));
    store.add(new Diagnostics(servers));
    // Before the file events: when a text is saved, its overlay has to be gone before the file counts as changed.
    store.add(new UnsavedText(servers));
    store.add(new SavedText(servers, settings));
    store.add(new FileEvents(servers));
    store.add(new AutoStart(servers, settings, log)).begin();
  });
  store.add({ dispose: () => clearImmediate(beginning) });
  stopAll = () => servers.stopAll();
  const api = store.add(new Api(servers, commands));
  const underTest = { statusItem: statusItem.item, logFolder: context.logUri.fsPath, memory };
  return api.toPublic(context.extensionMode === ExtensionMode.Test ? { underTest } : {});
}

/** Lets replies in flight end, within the time that VS Code gives. */
export async function deactivate(): Promise<void> {
  const late = new Promise<void>(resolve => void setTimeout(resolve, GOODBYE).unref());
  await Promise.race([stopAll?.(), late]);
}
