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

/** Sets the context keys of `when` clauses, and those that tick the steps of the walkthrough. */
export class ContextKeys {
  private readonly disposables = new DisposableStore();
  private shown: Kind | undefined;
  /** Steps of the walkthrough that were done in this window. */
  private readonly done = new Set<string>();

  constructor(
    private readonly servers: Servers,
    private readonly log: ErrorLog,
  ) {
    this.disposables.add(servers.onDidChange(() => this.show()));
    this.disposables.add(
      servers.onDidBridge(({ message }) => {
        if (message.type === 'picked') this.tick('porthole.elementPicked');
      }),
    );
    this.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private tick(step: string): void {
    if (this.done.has(step)) return;
    this.done.add(step);
    setContext(step, true, this.log);
  }

  private show(): void {
    const { running } = this.servers;
    if (running.some(({ state }) => state.pages > 0)) this.tick('porthole.pageOpened');
    if (running.some(({ state }) => state.lastUpdate !== undefined)) this.tick('porthole.pageFollowed');
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
