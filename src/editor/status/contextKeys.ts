import { commands } from 'vscode';
import { DisposableStore } from '../base/disposables';
import type { ServerState } from '../server/server';
import type { Servers } from '../server/servers';

type Kind = ServerState['kind'];

// Of several servers, the state that a person can do most about.
const ORDER: readonly Kind[] = ['running', 'starting', 'stopping', 'failed'];

/** One state for all servers of the window. */
export function overallState(kinds: readonly Kind[]): Kind {
  return ORDER.find(kind => kinds.includes(kind)) ?? 'stopped';
}

/** `porthole.state` and `porthole.running`, for `when` clauses. */
export class ContextKeys {
  private readonly disposables = new DisposableStore();
  private shown: Kind | undefined;

  constructor(private readonly servers: Servers) {
    this.disposables.add(servers.onDidChange(() => this.show()));
    this.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private show(): void {
    const state = overallState(this.servers.all.map(server => server.state.kind));
    if (state === this.shown) return;
    this.shown = state;
    void commands.executeCommand('setContext', 'porthole.state', state);
    void commands.executeCommand('setContext', 'porthole.running', state === 'running');
  }
}
