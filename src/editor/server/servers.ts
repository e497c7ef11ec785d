import { EventEmitter, l10n, workspace, type Uri } from 'vscode';
import type { LiveOptions, ServerOptions } from '../../protocol/serverOptions';
import type { ToThread } from '../../protocol/thread';
import { addressOf, isForwarded } from './addresses';
import { Demand } from './demand';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { permitHost, type Asker } from './exposure';
import { keyOf, type Folder } from './folders';
import type { Memory } from './memory';
import { asFailure } from '../base/report';
import type { RequestLog } from '../log/requestLog';
import type { Passphrases } from './passphrases';
import type { Bridged, Consoled, Missed, Recorded, Reported, Shared } from './serverEvents';
import { Server, type Running, type ServerHost } from './server';
import type { SettingsReader } from '../settings';
import { TIMES } from './supervisor';
import { isServed } from '../base/served';
import { isWithin } from '../base/uris';
import { liveOptions, outside, rootOf } from './fromSettings';

export type { Bridged, Consoled, Recorded, Reported, Shared } from './serverEvents';
export type { Server } from './server';

/** Milliseconds to wait for the folder's last port: cookies and `localStorage` are bound to it. */
const PATIENCE = 1000;

/** Paths of the built scripts. */
interface Built {
  readonly thread: string;
  readonly pageScript: string;
  /** Folder for the private keys and certificates of HTTPS. */
  readonly certificates: string;
}

/** The servers of this window: one per folder, made on demand. */
export class Servers {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<Server>());
  private readonly recorded = this.disposables.add(
    new Demand<Recorded>(watched => this.tellAll({ type: 'watch', watched })),
  );
  private readonly reported = this.disposables.add(new EventEmitter<Reported>());
  private readonly shared = this.disposables.add(new EventEmitter<Shared>());
  private readonly bridged = this.disposables.add(new EventEmitter<Bridged>());
  private readonly consoled = this.disposables.add(
    new Demand<Consoled>(armed => this.tellAll({ type: 'console', message: { type: 'arm', armed } })),
  );
  private readonly missed = this.disposables.add(new EventEmitter<Missed>());
  private readonly byKey = new Map<string, Server>();
  private readonly stoppedByHand = new Set<string>();
  readonly onDidChange = this.changed.event;
  /** Fires when the problems in a folder change. */
  readonly onDidReport = this.reported.event;
  /** Fires when a share with other devices began, changed, ended or could not begin. */
  readonly onDidShare = this.shared.event;
  /** Fires when a page of a server reports something about its source. */
  readonly onDidBridge = this.bridged.event;
  /** Fires for messages in the consoles of pages, which are listened to while this event has a listener. */
  readonly onDidConsole = this.consoled.event;
  /** Fires when an edit does not match the text that a thread has. */
  readonly onDidMiss = this.missed.event;
  /** Fires for finished requests. The servers record headers and bodies while this event has a listener. */
  readonly onDidRecord = this.recorded.event;

  constructor(
    private readonly built: Built,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
    private readonly passphrases: Passphrases,
  ) {
    this.disposables.add(settings.onDidChange(affects => this.settingsChanged(affects)));
    this.disposables.add(log.onDidChangeLevel(() => this.tellAll({ type: 'logLevel', level: log.level })));
    this.disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.configureAll({ trusted: true })));
    this.disposables.add(
      workspace.onDidChangeWorkspaceFolders(event => this.stopRemoved(event.removed.map(f => f.uri))),
    );
  }

  /** Every server of this window, whatever its state. */
  get all(): readonly Server[] {
    return [...this.byKey.values()];
  }

  get running(): readonly (Server & { readonly state: Running })[] {
    return this.all.filter(isRunning);
  }

  find(folder: Folder): Server | undefined {
    return this.byKey.get(keyOf(folder)) ?? this.all.find(server => server.root === folder.uri.fsPath);
  }

  /** The server of this folder; made, but not started, if there is none. */
  obtain(folder: Folder): Server {
    return this.find(folder) ?? this.create(folder);
  }

  /** The server that serves this file; of several, the one with the nearest root. */
  serving(file: Uri): Server | undefined {
    const roots = this.all.filter(server => server.root !== undefined && isWithin(server.root, file.fsPath));
    return roots.toSorted((a, b) => (b.root ?? '').length - (a.root ?? '').length)[0];
  }

  /** The server that has mounted a folder with this file. */
  mounting(file: Uri): Server | undefined {
    return this.all.find(({ served }) => served && isServed(served, file.fsPath));
  }

  /** Starts or finds the server of this folder; undefined for an automatic start after the user has stopped it. */
  async start(folder: Folder, asker: Asker): Promise<Server | undefined> {
    if (asker === 'itself' && this.stoppedByHand.has(keyOf(folder))) return undefined;
    this.stoppedByHand.delete(keyOf(folder));
    const server = this.obtain(folder);
    await this.bringUp(server, asker);
    return server;
  }

  async stop(server: Server): Promise<void> {
    this.stoppedByHand.add(server.key);
    await server.stop();
  }

  async restart(server: Server, asker: Asker): Promise<void> {
    await server.stop();
    await this.bringUp(server, asker);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.all.map(server => server.stop()));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private create(folder: Folder): Server {
    const server: Server = this.disposables.add(
      new Server(folder, {
        ...this.hostOf(folder),
        interests: () => ({ watched: this.recorded.isWanted, console: this.consoled.isWanted }),
        recorded: (entries, omitted) => this.recorded.fire({ server, entries, omitted }),
        faults: report => this.reported.fire({ server, report }),
        shared: message => this.shared.fire({ server, message }),
        missed: path => this.missed.fire({ server, path }),
        bridge: message => this.bridged.fire({ server, message }),
        console: message => this.consoled.fire({ server, message }),
      }),
    );
    this.byKey.set(server.key, server);
    this.disposables.add(server.onDidChange(() => this.changed.fire(server)));
    return server;
  }

  private hostOf(
    folder: Folder,
  ): Pick<ServerHost, 'script' | 'times' | 'options' | 'logLevel' | 'log' | 'error' | 'say' | 'up'> {
    return {
      script: this.built.thread,
      times: TIMES,
      options: () => this.optionsOf(folder),
      logLevel: () => this.log.level,
      log: (entries, omitted) =>
        this.log.write(this.running.length > 1 ? folder.name : undefined, entries, omitted),
      error: error => this.log.error(error),
      say: (level, text) => this.log.say(level, `${folder.name}: ${text}`),
      up: ({ port }) => {
        const { port: asked } = this.settings.of(folder.uri);
        inBackground(this.memory.rememberPort(keyOf(folder), asked, port), this.log);
      },
    };
  }

  private async bringUp(server: Server, asker: Asker): Promise<void> {
    try {
      await this.permit(server, asker);
      await server.start();
    } catch (error) {
      await this.forgetPassphrase(server);
      this.log.say('error', l10n.t('{0} is not served: {1}', server.folder.name, asFailure(error).message));
      throw error;
    }
    // Asks for the forwarded address at once: open tabs reconnect through it, and the server must accept its host.
    if (isForwarded()) await addressOf(server, '').catch(error => this.log.error(error));
  }

  /** The next start asks again for a passphrase that did not open its file. */
  private async forgetPassphrase({ folder, state }: Server): Promise<void> {
    if (state.kind === 'failed' && state.failure.code === 'certificatePassphrase')
      await this.passphrases.forget(folder, this.settings.of(folder.uri));
  }

  private async permit(server: Server, asker: Asker): Promise<void> {
    try {
      const settings = this.settings.of(server.folder.uri);
      await permitHost(settings.host, asker, this.memory);
      await this.passphrases.know(server.folder, settings, asker);
    } catch (error) {
      server.fail(asFailure(error));
      throw error;
    }
  }

  private optionsOf(folder: Folder): ServerOptions {
    const settings = this.settings.of(folder.uri);
    const root = rootOf(folder, settings);
    if (root === undefined) throw outside(folder, settings.root);
    return {
      ...liveOptions(folder, settings, this.passphrases.of(folder, settings)),
      root,
      host: settings.host,
      port: this.memory.portOf(keyOf(folder), settings.port),
      proof: this.memory.proofOf(keyOf(folder)),
      workspaceId: this.memory.workspaceIdOf(keyOf(folder)),
      patience: this.memory.knows(keyOf(folder)) ? PATIENCE : 0,
      pageScript: this.built.pageScript,
      certificates: this.built.certificates,
      https: settings.https,
      authorities: [],
      frameAncestors: [],
    };
  }

  private settingsChanged(affects: (scope: Uri) => boolean): void {
    for (const server of this.all)
      if (affects(server.folder.uri)) inBackground(this.followOnceDecided(server), this.log);
  }

  /** A starting server has already read its settings. It follows the new ones afterwards, also if it failed with the old ones. */
  private async followOnceDecided(server: Server): Promise<void> {
    if (server.state.kind === 'starting') {
      await server.start().catch(() => undefined);
      if (hasFailed(server)) return this.bringUp(server, 'itself').catch(() => undefined);
    }
    if (isRunning(server)) await this.follow(server);
  }

  /** Applies the current settings to a running server. */
  private async follow(server: Server & { readonly state: Running }): Promise<void> {
    const settings = this.settings.of(server.folder.uri);
    const { options } = server.state;
    const isMoved = settings.host !== options.host || settings.https !== options.https;
    if (isMoved || rootOf(server.folder, settings) !== options.root) {
      this.log.say(
        'info',
        l10n.t('{0}: restarting because its address or root changed.', server.folder.name),
      );
      await this.restart(server, 'itself').catch(() => undefined);
      return;
    }
    if (this.memory.portOf(server.key, settings.port) !== server.state.port) {
      this.log.say('info', l10n.t('{0}: the new port applies from the next start.', server.folder.name));
    }
    await this.passphrases.know(server.folder, settings, 'itself');
    server.configure(liveOptions(server.folder, settings, this.passphrases.of(server.folder, settings)));
  }

  private configureAll(options: Partial<LiveOptions>): void {
    for (const server of this.all) server.configure(options);
  }

  private tellAll(message: ToThread): void {
    for (const server of this.all) server.post(message);
  }

  private stopRemoved(removed: readonly Uri[]): void {
    const gone = removed.flatMap(uri => this.byKey.get(uri.toString()) ?? []);
    for (const server of gone) inBackground(server.stop(), this.log);
  }
}

const isRunning = (server: Server): server is Server & { readonly state: Running } =>
  server.state.kind === 'running';

const hasFailed = ({ state }: Server): boolean => state.kind === 'failed';
