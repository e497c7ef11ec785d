import { EventEmitter, l10n } from 'vscode';
import type { LogEntry, LogLevel, RequestEntry } from '../../protocol/log';
import type { LiveOptions, ServerOptions } from '../../protocol/options';
import type { FaultReport } from '../../protocol/faults';
import type { Failure, FromThread, LastUpdate, ToThread } from '../../protocol/thread';
import { DisposableStore } from '../base/disposables';
import { keyOf, type Folder } from './folders';
import { HumanError, type WayOut } from '../../protocol/humanError';
import { asFailure } from '../base/report';
import { Supervisor, type SupervisorEvents, type SupervisorTimes, type Unexpected } from './supervisor';

export interface Running {
  readonly kind: 'running';
  /** Ends with a slash. */
  readonly url: string;
  readonly port: number;
  readonly options: ServerOptions;
  /** Connected pages. */
  readonly pages: number;
  readonly lastUpdate: LastUpdate | undefined;
}

export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly options: ServerOptions }
  | Running
  | { readonly kind: 'stopping'; readonly done: Promise<void> }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a server needs from around it. */
export interface ServerHost {
  /** The thread's script. */
  readonly script: string;
  /** How patient to be with the thread. */
  readonly times: SupervisorTimes;
  /** Read anew for every start; throws a HumanError where the settings make no server. */
  options(): ServerOptions;
  logLevel(): LogLevel | 'off';
  /** Writes a batch; resolves when the next may come. */
  log(entries: readonly LogEntry[], omitted: number): Promise<void>;
  /** Whether somebody wants every request with its details. */
  watched(): boolean;
  /** Takes what was recorded because it was wanted. */
  recorded(entries: readonly RequestEntry[], omitted: number): void;
  say(level: LogLevel, text: string): void;
  /** Takes what is wrong in the folder, as far as one source in the thread knows. */
  faults(report: FaultReport): void;
  /** Called whenever the server begins to listen. */
  up(running: Running): void;
}

/** Who may reach a server beyond what it lets in by itself; kept while the window lives, whatever becomes of the thread. */
type Reach = Pick<LiveOptions, 'authorities' | 'frameAncestors'>;

// Between the thread's own deadline and ours: a thread that keeps its deadline is never cut off.
const CLOSE_MARGIN = 500;

/** One folder's server: started, stopped, and what became of it. */
export class Server {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<ServerState>());
  readonly onDidChange = this.changed.event;
  private supervisor: Supervisor | undefined;
  private current: ServerState = { kind: 'stopped' };
  private reach: Reach = { authorities: [], frameAncestors: [] };

  constructor(
    readonly folder: Folder,
    private readonly host: ServerHost,
  ) {}

  get key(): string {
    return keyOf(this.folder);
  }

  get state(): ServerState {
    return this.current;
  }

  /** The folder that is being served; undefined while none is. */
  get root(): string | undefined {
    return this.current.kind === 'running' || this.current.kind === 'starting'
      ? this.current.options.root
      : undefined;
  }

  /** Resolves when the server listens; calling it again changes nothing. */
  async start(): Promise<Running> {
    if (this.current.kind === 'stopping') await this.current.done;
    if (this.current.kind === 'running') return this.current;
    if (this.current.kind === 'starting') return this.settled();
    const options = this.readOptions();
    const settled = this.settled();
    this.launch(options);
    return settled;
  }

  /** Resolves when the port is free again; calling it again changes nothing. */
  async stop(): Promise<void> {
    switch (this.current.kind) {
      case 'stopping':
        return this.current.done;
      case 'starting':
      case 'running':
        return this.end(this.current.options);
      case 'failed':
        return this.become({ kind: 'stopped' });
      case 'stopped':
    }
  }

  /** Shows why there is no server. */
  fail(failure: Failure): void {
    void this.supervisor?.close(0);
    this.supervisor = undefined;
    this.become({ kind: 'failed', failure });
  }

  /** Tells the thread something; nothing while there is none. */
  post(message: ToThread): void {
    this.supervisor?.post(message);
  }

  /** Changes what can change while the server runs. */
  configure(options: Partial<LiveOptions>): void {
    if (this.current.kind === 'running')
      this.become({ ...this.current, options: { ...this.current.options, ...options } });
    this.post({ type: 'configure', options });
  }

  /** Lets in what turned out to be ours: how the person's browser reaches this server, what frames its pages. */
  allow(more: Partial<Reach>): void {
    const authorities = union(this.reach.authorities, more.authorities);
    const frameAncestors = union(this.reach.frameAncestors, more.frameAncestors);
    this.reach = { authorities, frameAncestors };
    this.configure(this.reach);
  }

  dispose(): void {
    this.disposables.dispose();
    void this.supervisor?.close(0);
  }

  private readOptions(): ServerOptions {
    try {
      return this.host.options();
    } catch (error) {
      this.fail(asFailure(error));
      throw error;
    }
  }

  /** Waits until it is decided whether there is a server. */
  private async settled(): Promise<Running> {
    return new Promise((resolve, reject) => {
      const listening = this.onDidChange(state => {
        if (state.kind === 'starting') return;
        listening.dispose();
        if (state.kind === 'running') resolve(state);
        else reject(this.whyNot(state));
      });
    });
  }

  private whyNot(state: ServerState): HumanError {
    return state.kind === 'failed'
      ? new HumanError(state.failure.message, { wayOut: this.restartAction() })
      : new HumanError(l10n.t('The server for {0} was stopped before it had started.', this.folder.name));
  }

  private launch(options: ServerOptions): void {
    const starting: ServerState = { kind: 'starting', options };
    this.become(starting);
    // Whoever hears of a start may stop it right then.
    if (this.current !== starting) return;
    const events: SupervisorEvents = {
      message: message => this.receive(message),
      output: text => this.host.say('warn', text.trimEnd()),
      restarting: (why, attempt) => this.restarting(why, attempt),
      gaveUp: why => this.fail({ code: why.kind === 'crashed' ? why.code : '', message: gaveUpText(why) }),
    };
    this.supervisor = new Supervisor(this.host.script, () => this.listenMessage(), events, this.host.times);
  }

  private listenMessage(): ToThread {
    const { current } = this;
    if (current.kind !== 'starting') throw new Error(`A thread was spawned while ${current.kind}`);
    const options = { ...current.options, ...this.reach };
    return { type: 'listen', options, logLevel: this.host.logLevel(), watched: this.host.watched() };
  }

  private async end(options: ServerOptions): Promise<void> {
    const supervisor = this.supervisor;
    this.supervisor = undefined;
    const closed = supervisor?.close(options.shutdownTimeout + CLOSE_MARGIN) ?? Promise.resolve();
    const done = closed.then(() => this.become({ kind: 'stopped' }));
    this.become({ kind: 'stopping', done });
    return done;
  }

  private receive(message: FromThread): void {
    switch (message.type) {
      case 'listening':
        return this.listening(message.url, message.port);
      case 'failed':
        return this.root === undefined ? undefined : this.fail(message.failure);
      case 'log':
        void this.host.log(message.entries, message.omitted).then(() => this.post({ type: 'logged' }));
        return;
      case 'requests':
        this.host.recorded(message.entries, message.omitted);
        return this.post({ type: 'taken' });
      case 'pages':
        return this.update({ pages: message.count });
      case 'updated':
        return this.update({ lastUpdate: message.update });
      case 'faults':
        return this.host.faults(message.report);
      case 'closed':
      case 'pong':
        return;
      default:
        message satisfies never;
    }
  }

  private listening(url: string, port: number): void {
    if (this.current.kind !== 'starting') return;
    const { options } = this.current;
    const running: Running = { kind: 'running', url, port, options, pages: 0, lastUpdate: undefined };
    this.host.up(running);
    this.become(running);
  }

  private update(part: Partial<Pick<Running, 'pages' | 'lastUpdate'>>): void {
    if (this.current.kind === 'running') this.become({ ...this.current, ...part });
  }

  /** The new thread asks for the port that the old one had: pages come back to it by themselves. */
  private restarting(why: Unexpected, attempt: number): void {
    const { current } = this;
    this.host.say('error', restartingText(why, attempt));
    if (current.kind !== 'running') return;
    this.become({ kind: 'starting', options: { ...current.options, port: current.port } });
  }

  private restartAction(): WayOut {
    return { title: l10n.t('Restart'), command: 'porthole.start', args: [this.folder.uri] };
  }

  private become(state: ServerState): void {
    this.current = state;
    this.changed.fire(state);
  }
}

function union(some: readonly string[], more: readonly string[] = []): readonly string[] {
  return [...new Set([...some, ...more])];
}

function reasonText(why: Unexpected): string {
  return why.kind === 'hung'
    ? l10n.t('The server did not answer for {0} seconds', why.seconds)
    : l10n.t('The server crashed: {0}', why.message);
}

function restartingText(why: Unexpected, attempt: number): string {
  return l10n.t('{0}. Restarting it on the same port (attempt {1}).', reasonText(why), attempt);
}

function gaveUpText(why: Unexpected): string {
  return l10n.t('{0}. It failed too often to restart automatically.', reasonText(why));
}
