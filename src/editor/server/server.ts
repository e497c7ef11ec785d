import { EventEmitter, l10n } from 'vscode';
import { HumanError, type WayOut } from '../../protocol/humanError';
import type { LogEntry, LogLevel } from '../../protocol/logEntry';
import type { LiveOptions, ServerOptions } from '../../protocol/serverOptions';
import type { Failure, FromThread, ToThread } from '../../protocol/thread';
import { inBackground } from '../base/background';
import type { Served } from '../base/served';
import { DisposableStore } from '../base/disposables';
import { asFailure } from '../base/report';
import { keyOf, type Folder } from './folders';
import { Questions } from './questions';
import type { ServerHost } from './serverHost';
import { Supervisor, type Unexpected } from './supervisor';
import type { Running, ServerState, Starting } from './state';
import { gaveUpText, restartingText } from './threadTexts';

export type { ServerHost, ShareMessage } from './serverHost';
export type { Running, ServerState } from './state';

/** A state and the supervisor of its thread: there is one exactly while the server is starting or running. */
type Life =
  | { readonly state: Starting | Running; readonly supervisor: Supervisor }
  | { readonly state: Exclude<ServerState, Starting | Running>; readonly supervisor: undefined };

/** Hosts and frame ancestors found in this window; kept across restarts of the thread. */
type Reach = Pick<LiveOptions, 'authorities' | 'frameAncestors'>;

const WARNINGS: ReadonlySet<LogLevel> = new Set(['warn', 'error']);

// The thread ends by itself after `shutdownTimeout`; this margin avoids terminating it too early.
const CLOSE_MARGIN = 500;

/** The server of one folder and its state. */
export class Server {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<ServerState>());
  readonly onDidChange = this.changed.event;
  private life: Life = { state: { kind: 'stopped' }, supervisor: undefined };
  private reach: Reach = { authorities: [], frameAncestors: [] };
  readonly questions = new Questions(message => this.post(message));

  constructor(
    readonly folder: Folder,
    private readonly host: ServerHost,
  ) {}

  get key(): string {
    return keyOf(this.folder);
  }

  get state(): ServerState {
    return this.life.state;
  }

  /** The root; undefined unless the server is starting or running. */
  get root(): string | undefined {
    return this.served?.root;
  }

  /** The root and the mounted folders; undefined unless the server is starting or running. */
  get served(): Served | undefined {
    return this.life.supervisor && this.life.state.options;
  }

  /** Resolves when the server listens. Further calls change nothing. */
  async start(): Promise<Running> {
    if (this.state.kind === 'stopping') await this.state.done;
    const { state } = this;
    if (state.kind === 'running') return state;
    if (state.kind === 'starting') return this.startDecided();
    const options = this.readOptions();
    const decided = this.startDecided();
    this.launch(options);
    return decided;
  }

  /** Resolves when the port is free. Further calls change nothing. */
  async stop(): Promise<void> {
    const { state, supervisor } = this.life;
    if (state.kind === 'stopping') return state.done;
    if (supervisor) return this.end(supervisor, state.options.shutdownTimeout + CLOSE_MARGIN);
    if (state.kind === 'failed') this.become({ state: { kind: 'stopped' }, supervisor: undefined });
  }

  /** Ends the thread and shows why there is no server. */
  fail(failure: Failure): void {
    this.terminate();
    this.become({ state: { kind: 'failed', failure }, supervisor: undefined });
  }

  /** Posts to the thread; does nothing while there is none. */
  post(message: ToThread): void {
    this.life.supervisor?.post(message);
  }

  /** Changes options that can change while the server runs. A thread that is still starting gets them, too. */
  configure(options: Partial<LiveOptions>): void {
    const { state, supervisor } = this.life;
    if (!supervisor) return;
    this.become({ state: { ...state, options: { ...state.options, ...options } }, supervisor });
    supervisor.post({ type: 'configure', options });
  }

  /** Adds hosts by which browsers reach this server, and origins that may frame its pages. */
  allow(more: Partial<Reach>): void {
    const authorities = union(this.reach.authorities, more.authorities);
    const frameAncestors = union(this.reach.frameAncestors, more.frameAncestors);
    this.reach = { authorities, frameAncestors };
    this.configure(this.reach);
  }

  dispose(): void {
    this.disposables.dispose();
    this.terminate();
  }

  private readOptions(): ServerOptions {
    try {
      return this.host.options();
    } catch (error) {
      this.fail(asFailure(error));
      throw error;
    }
  }

  /** Resolves or rejects when the state is no longer `starting`. */
  private async startDecided(): Promise<Running> {
    return new Promise((resolve, reject) => {
      const listening = this.onDidChange(state => {
        if (state.kind === 'starting') return;
        listening.dispose();
        if (state.kind === 'running') resolve(state);
        else reject(this.notRunning(state));
      });
    });
  }

  private notRunning(state: ServerState): HumanError {
    return state.kind === 'failed'
      ? new HumanError(state.failure.message, { wayOut: this.restartAction() })
      : new HumanError(l10n.t('The server for {0} was stopped before it had started.', this.folder.name));
  }

  private launch(options: ServerOptions): void {
    const supervisor = new Supervisor(
      this.host.script,
      () => this.listenMessage(),
      {
        message: message => this.receive(message),
        output: text => this.host.say('warn', text.trimEnd()),
        restarting: (why, attempt) => this.restarting(why, attempt),
        gaveUp: why => this.fail({ code: why.kind === 'crashed' ? why.code : '', message: gaveUpText(why) }),
      },
      this.host.times,
    );
    this.become({ state: { kind: 'starting', options }, supervisor });
    // A listener of this event may have stopped the server: the supervisor is then closed and does nothing.
    supervisor.begin();
  }

  private listenMessage(): ToThread {
    const { state, supervisor } = this.life;
    if (!supervisor) throw new Error(`A thread was spawned in the state ${state.kind}`);
    const options = { ...state.options, ...this.reach };
    return { type: 'listen', options, logLevel: this.host.logLevel(), ...this.host.interests() };
  }

  private async end(supervisor: Supervisor, within: number): Promise<void> {
    const done = supervisor
      .close(within)
      .then(() => this.become({ state: { kind: 'stopped' }, supervisor: undefined }));
    this.become({ state: { kind: 'stopping', done }, supervisor: undefined });
    return done;
  }

  private terminate(): void {
    const { supervisor } = this.life;
    if (supervisor) inBackground(supervisor.close(0), this.host);
  }

  private receive(message: FromThread): void {
    switch (message.type) {
      case 'listening':
        return this.listening(message.url, message.port);
      case 'failed':
        if (this.life.supervisor) this.fail(message.failure);
        return;
      case 'log': {
        this.countWarnings(message.entries);
        const written = this.host.log(message.entries, message.omitted);
        return inBackground(
          written.then(() => this.post({ type: 'logged' })),
          this.host,
        );
      }
      case 'requests':
        this.host.recorded(message.entries, message.omitted);
        return this.post({ type: 'taken' });
      case 'resync':
        return this.host.missed(message.path);
      case 'pages':
        return this.update({ pages: message.count });
      case 'updated':
        return this.update({ lastUpdate: message.update });
      case 'faults':
        return this.host.faults(message.report);
      case 'shared':
        this.update({ share: message.state });
        return this.host.shared(message);
      case 'bridge':
        return this.host.bridge(message.message);
      case 'examined':
        return this.questions.answered(message);
      case 'console':
        return this.host.console(message.message);
      case 'closed':
      case 'pong':
        return;
      default:
        message satisfies never;
    }
  }

  /** Forgets the warnings that the user has seen. */
  forgetWarnings(): void {
    this.update({ warnings: 0 });
  }

  private countWarnings(entries: readonly LogEntry[]): void {
    const more = entries.filter(entry => entry.kind === 'event' && WARNINGS.has(entry.level)).length;
    if (this.state.kind === 'running' && more > 0)
      this.update({ warnings: (this.state.warnings ?? 0) + more });
  }

  private listening(url: string, port: number): void {
    const { state, supervisor } = this.life;
    if (state.kind !== 'starting' || !supervisor) return;
    const fresh = { pages: 0, lastUpdate: undefined, share: undefined };
    const running: Running = { ...state, ...fresh, kind: 'running', url, port };
    this.host.up(running);
    this.become({ state: running, supervisor });
  }

  private update(part: Partial<Pick<Running, 'warnings' | 'pages' | 'lastUpdate' | 'share'>>): void {
    const { state, supervisor } = this.life;
    if (state.kind === 'running' && supervisor) this.become({ state: { ...state, ...part }, supervisor });
  }

  /** The new thread asks for the old port, so that open pages reconnect. */
  private restarting(why: Unexpected, attempt: number): void {
    const { state, supervisor } = this.life;
    this.host.say('error', restartingText(why, attempt));
    if (state.kind !== 'running' || !supervisor) return;
    const options = { ...state.options, port: state.port };
    this.become({ state: { kind: 'starting', options }, supervisor });
  }

  private restartAction(): WayOut {
    return { title: l10n.t('Restart'), command: 'porthole.start', args: [this.folder.uri] };
  }

  private become(life: Life): void {
    this.life = life;
    this.changed.fire(life.state);
  }
}

function union(some: readonly string[], more: readonly string[] = []): readonly string[] {
  return [...new Set([...some, ...more])];
}
