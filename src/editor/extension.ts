import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ExtensionMode, type ExtensionContext } from 'vscode';
import { Api } from './api';
import type { PortholeApi } from './porthole';
import { AutoStart } from './server/autoStart';
import { Bridge } from './bridge';
import { Commands } from './commands';
import { Doctor } from './doctor';
import { PageConsoles } from './console';
import { ContextKeys } from './status/contextKeys';
import { DisposableStore } from './base/disposables';
import { EditorEvents } from './text/editorEvents';
import { Importing } from './import';
import { LazyTasks } from './tasks/lazyTasks';
import { loadOnDemand } from './onDemand/load';
import { Memory } from './server/memory';
import { Passphrases } from './server/passphrases';
import { Preview } from './preview/preview';
import { Diagnostics } from './problems/diagnostics';
import { OpenDocuments } from './problems/openDocuments';
import { RequestLog } from './log/requestLog';
import { Servers } from './server/servers';
import { Sharing } from './share';
import { SettingsReader } from './settings';
import { StatusItem } from './status/statusItem';
import { Traffic } from './traffic';

// VS Code ends the process five seconds after it calls `deactivate`.
const GOODBYE = 4000;

let stopAll: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): PortholeApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const memory = new Memory(context.workspaceState);
  const settings = store.add(new SettingsReader());
  const log = store.add(new RequestLog());
  const built = {
    thread: path.join(__dirname, 'thread.js'),
    pageScript: path.join(__dirname, 'page.js'),
    certificates: path.join(context.globalStorageUri.fsPath, 'certificates'),
  };
  const servers = store.add(new Servers(built, settings, memory, log, new Passphrases(context.secrets)));
  const preview = store.add(new Preview(context.extensionUri, servers, settings, memory, log, loadOnDemand));
  const sharing = store.add(new Sharing(context.extensionUri, servers, settings, memory, log));
  const traffic = store.add(new Traffic(context, servers, memory, log));
  const consoles = store.add(new PageConsoles(context.extensionUri, servers, settings, memory, log));
  const bridge = store.add(new Bridge(servers, settings, log));
  const doctor = store.add(new Doctor(servers, settings, log, loadOnDemand));
  const importing = store.add(new Importing(memory, log, loadOnDemand));
  const commands = store.add(
    new Commands(servers, preview, settings, log, traffic, sharing, bridge, doctor, consoles, importing),
  );
  const statusItem = store.add(new StatusItem(servers, importing));
  const registrations: readonly (() => void)[] = [
    () => preview.register(),
    () => traffic.register(),
    () => consoles.register(),
    () => store.add(new ContextKeys(servers, log)),
    () => store.add(new Diagnostics(servers)),
    () => store.add(new OpenDocuments(servers)),
    () => store.add(new LazyTasks(servers, log, loadOnDemand)),
    () => store.add(new EditorEvents(servers, settings, log)),
    () => store.add(new AutoStart(servers, settings, log)).begin(),
  ];
  for (const register of registrations) attempt(register, log);
  stopAll = () => servers.stopAll();
  const api = store.add(new Api(servers, commands));
  const underTest = { statusItem: statusItem.item, logFolder: context.logUri.fsPath, memory };
  return api.toPublic(context.extensionMode === ExtensionMode.Test ? { underTest } : {});
}

/** Stops the servers; replies that are being sent may end within the time that VS Code allows. */
export async function deactivate(): Promise<void> {
  const deadline = delay(GOODBYE, undefined, { ref: false });
  await Promise.race([stopAll?.(), deadline]);
}

/** Runs one registration. If it throws, the error is logged and the others still run. */
function attempt(register: () => void, log: RequestLog): void {
  try {
    register();
  } catch (error) {
    log.error(error);
  }
}
