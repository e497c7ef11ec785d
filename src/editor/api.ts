import { EventEmitter, l10n, type Event, type Uri } from 'vscode';
import { HumanError } from '../protocol/humanError';
import { DisposableStore } from './base/disposables';
import type { Commands } from './commands';
import type { PortholeApi, RequestInfo, Served, ServerInfo } from './porthole';
import type { Server, ServerState } from './server/server';
import type { Servers } from './server/servers';

/** Builds the object that other extensions get, and its events. */
export class Api {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<ServerInfo>());
  private readonly lastState = new WeakMap<Server, ServerState['kind']>();

  /** Each listener subscribes to the servers directly: with no listener, the servers record no details. */
  private readonly onDidRequest: Event<RequestInfo> = (listener, thisArgs: unknown, disposables) =>
    this.servers.onDidRecord(
      ({ server, entries }) => {
        for (const entry of entries) listener.call(thisArgs, { ...entry, folder: server.folder.uri });
      },
      undefined,
      disposables,
    );

  constructor(
    private readonly servers: Servers,
    private readonly commands: Commands,
  ) {
    this.disposables.add(servers.onDidChange(server => this.stateChanged(server)));
  }

  /** The frozen object for other extensions, plus `more`, which tests use. */
  toPublic<T extends object>(more: T): PortholeApi & T {
    const { servers, commands } = this;
    return Object.freeze({
      ...more,
      version: 1,
      start: async (folder?: Uri) => required(await commands.start(folder)),
      stop: (folder?: Uri) => commands.stop(folder),
      get servers() {
        return servers.all.map(infoOf);
      },
      onDidRequest: this.onDidRequest,
      onDidChangeState: this.changed.event,
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** `Servers.onDidChange` also fires when a page connects; listeners of the API hear of states only. */
  private stateChanged(server: Server): void {
    if (this.lastState.get(server) === server.state.kind) return;
    this.lastState.set(server, server.state.kind);
    this.changed.fire(infoOf(server));
  }
}

function required(served: Served | undefined): Served {
  if (served) return served;
  throw new HumanError(l10n.t('No folder was selected.'));
}

function infoOf({ folder, state }: Server): ServerInfo {
  return {
    folder: folder.uri,
    state: state.kind,
    served: state.kind === 'running' ? { url: state.url, root: state.options.root } : undefined,
    reason: state.kind === 'failed' ? state.failure.message : undefined,
  };
}
