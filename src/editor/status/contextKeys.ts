import type { ErrorLog } from '../base/background';
import { setContext } from './context';
import { DisposableStore } from '../base/disposables';
import type { ServerState } from '../server/server';
import type { Servers } from '../server/servers';

type Kind = ServerState['kind'];

// With several servers, the first of these states is used.
const ORDER: readonly Kind[] = ['running', 'starting', 'stopping', 'failed'];

/** Milliseconds between two signals for a step of the walkthrough: updates come with every keystroke. */
const TICK_EVERY = 1000;

/** One state for all servers of this window. */
export function overallState(kinds: readonly Kind[]): Kind {
  return ORDER.find(kind => kinds.includes(kind)) ?? 'stopped';
}

/** Sets the context keys of `when` clauses, and those that complete steps of the walkthrough. */
export class ContextKeys {
  private readonly disposables = new DisposableStore();
  /** The keys as VS Code has them. */
  private readonly values = new Map<string, string | boolean>();
  private readonly ticked = new Map<string, ReturnType<typeof setTimeout>>();
  private pages = 0;
  private lastUpdate = 0;

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
    for (const timer of this.ticked.values()) clearTimeout(timer);
  }

  /**
   * Completes a step of the walkthrough. VS Code reads the walkthrough when it is first shown, and never completes a step whose key is
   * already set. So each key is set only for a moment, each time the step is done.
   */
  private tick(step: string): void {
    if (this.ticked.has(step)) return;
    this.set(step, true);
    this.set(step, false);
    this.ticked.set(
      step,
      setTimeout(() => this.ticked.delete(step), TICK_EVERY),
    );
  }

  private set(key: string, value: string | boolean): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    setContext(key, value, this.log);
  }

  private show(): void {
    const { running } = this.servers;
    const { pages, lastUpdate } = this;
    this.pages = running.reduce((sum, { state }) => sum + state.pages, 0);
    this.lastUpdate = Math.max(0, ...running.map(({ state }) => state.lastUpdate?.time ?? 0));
    if (this.pages > pages) this.tick('porthole.pageOpened');
    if (this.lastUpdate > lastUpdate) this.tick('porthole.pageFollowed');
    this.set(
      'porthole.sharing',
      running.some(({ state: { share } }) => share !== undefined),
    );
    const state = overallState(this.servers.all.map(server => server.state.kind));
    this.set('porthole.state', state);
    this.set('porthole.running', state === 'running');
  }
}
