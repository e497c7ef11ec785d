import type { ErrorLog } from '../base/background';
import { setContext } from './context';
import { DisposableStore } from '../base/disposables';
import type { ServerState } from '../server/server';
import type { Servers } from '../server/servers';

type Kind = ServerState['kind'];

// With several servers, the first of these states counts.
const ORDER: readonly Kind[] = ['running', 'starting', 'stopping', 'failed'];

/** One state for all servers of this window. */
export function overallState(kinds: readonly Kind[]): Kind {
  return ORDER.find(kind => kinds.includes(kind)) ?? 'stopped';
}

/** Sets the context keys `porthole.state` and `porthole.running`. */
export class ContextKeys {
  private readonly disposables = new DisposableStore();
  private shown: Kind | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly log: ErrorLog,
  ) {
    this.disposables.add(servers.onDidChange(() => this.show()));
    this.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private show(): void {
    setContext(
      'porthole.sharing',
      this.servers.running.some(({ state: { share } }) => share !== undefined),
      this.log,
    );
    const state = overallState(this.servers.all.map(server => server.state.kind));
    if (state === this.shown) return;
    this.shown = state;
    setContext('porthole.state', state, this.log);
    setContext('porthole.running', state === 'running', this.log);
  }
}
