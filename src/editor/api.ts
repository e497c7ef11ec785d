import { EventEmitter, l10n, type Event, type Uri } from 'vscode';
import type { RequestEntry } from '../protocol/log';
import { DisposableStore } from './base/disposables';
import type { Commands } from './commands';
import { HumanError } from './base/report';
import type { Server, ServerState } from './server/server';
import type { Servers } from './server/servers';

/** A server that runs. */
export interface Served {
  /** Its own address on this machine; ends with a slash. */
  readonly url: string;
  /** Absolute path of the folder that it serves. */
  readonly root: string;
}

/** A server's folder and what became of it. */
export interface ServerInfo {
  /** The folder that was asked for: a workspace folder, or any other. */
  readonly folder: Uri;
  readonly state: ServerState['kind'];
  /** Set while the state is `running`. */
  readonly served: Served | undefined;
  /** Why there is no server; set while the state is `failed`. */
  readonly reason: string | undefined;
}

/**
 * A finished request, with the headers and the first bytes of both bodies in its `details`. They are as the client sent them:
 * treat them as untrusted, and as secrets where they are cookies or credentials.
 */
export interface RequestInfo extends RequestEntry {
  readonly folder: Uri;
}

/** What `vscode.extensions.getExtension('porthole.porthole').exports` is. Grows within a version, breaks only with a new one. */
export interface PortholeApi {
  readonly version: 1;
  /**
   * Starts the server of a folder or file, or finds it; nothing opens. Without an argument it acts as the command
   * `porthole.start` does: active file, only folder, or a question.
   *
   * @throws an error whose message may be shown to a person
   */
  start(folder?: Uri): Promise<Served>;
  /** Stops the server of a folder or file; all of them without one. Resolves when the port is free. */
  stop(folder?: Uri): Promise<void>;
  /** Every server that was asked for in this window, whatever its state. */
  readonly servers: readonly ServerInfo[];
  /** Fires for each finished request; requests are recorded with their details only while somebody listens. */
  readonly onDidRequest: Event<RequestInfo>;
  /** Fires when a server starts, runs, stops or fails. */
  readonly onDidChangeState: Event<ServerInfo>;
}

/** The window's own API object and the events behind it. */
export class Api {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<ServerInfo>());
  private readonly lastState = new WeakMap<Server, ServerState['kind']>();

  /** Each listener listens to the servers itself: without one they record nothing. */
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

  /** The object for other extensions, and what tests look at besides; nothing can be changed through it. */
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

  /** A server that counts a page has not changed its state. */
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
