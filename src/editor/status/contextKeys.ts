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
  /** The keys as VS Code has them. */
  private readonly values = new Map<string, string | boolean>();

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

  /** A step of the walkthrough was done in this window. */
  private tick(step: string): void {
    this.set(step, true);
  }

  private set(key: string, value: string | boolean): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    setContext(key, value, this.log);
  }

  private show(): void {
    const { running } = this.servers;
    if (running.some(({ state }) => state.pages > 0)) this.tick('porthole.pageOpened');
    if (running.some(({ state }) => state.lastUpdate !== undefined)) this.tick('porthole.pageFollowed');
    this.set(
      'porthole.sharing',
      running.some(({ state: { share } }) => share !== undefined),
    );
    const state = overallState(this.servers.all.map(server => server.state.kind));
    this.set('porthole.state', state);
    this.set('porthole.running', state === 'running');
  }
}
