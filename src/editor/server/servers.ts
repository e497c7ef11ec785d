import path from 'node:path';
import { EventEmitter, l10n, Uri, workspace } from 'vscode';
import type { RequestEntry } from '../../protocol/log';
import type { LiveOptions, ServerOptions } from '../../protocol/options';
import type { FaultReport } from '../../protocol/faults';
import type { ToThread } from '../../protocol/thread';
import { addressOf, isForwarded } from '../preview/addresses';
import { Demand } from './demand';
import { DisposableStore } from '../base/disposables';
import { permitHost, type Asker } from './exposure';
import { exactly, keyOf, type Folder } from './folders';
import type { Memory } from './memory';
import { HumanError } from '../../protocol/humanError';
import { asFailure, openSetting } from '../base/report';
import type { RequestLog } from '../log/requestLog';
import { Server, type Running, type ServerHost } from './server';
import type { Settings, SettingsReader } from '../settings';
import { TIMES } from './supervisor';
import { serverTexts } from '../base/texts';
import { isWithin } from '../base/uris';

export type { Server } from './server';

/** Milliseconds that a folder waits for the port that it had: cookies and localStorage are bound to it. */
const PATIENCE = 1000;

/** Where what was built lies. */
export interface Built {
  readonly thread: string;
  readonly pageScript: string;
}

/** Requests that a server has answered. */
export interface Recorded {
  readonly server: Server;
  readonly entries: readonly RequestEntry[];
  /** How many more there were since the last ones, too many to be told. */
  readonly omitted: number;
}

/** What a server says is wrong in its folder. */
export interface Reported {
  readonly server: Server;
  readonly report: FaultReport;
}

/** Every server of this window: one per folder, made when first asked for. */
export class Servers {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<Server>());
  private readonly recorded = this.disposables.add(
    new Demand<Recorded>(watched => this.tellAll({ type: 'watch', watched })),
  );
  private readonly reported = this.disposables.add(new EventEmitter<Reported>());
  private readonly byKey = new Map<string, Server>();
  private readonly stoppedByHand = new Set<string>();
  readonly onDidChange = this.changed.event;
  /** What is wrong in a folder, whenever that changes. */
  readonly onDidReport = this.reported.event;
  /** Every request with its details; listening is what makes the servers record them. */
  readonly onDidRecord = this.recorded.event;

  constructor(
    private readonly built: Built,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {
    this.disposables.add(settings.onDidChange(affects => void this.settingsChanged(affects)));
    this.disposables.add(log.onDidChangeLevel(() => this.tellAll({ type: 'logLevel', level: log.level })));
    this.disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.configureAll({ trusted: true })));
    this.disposables.add(
      workspace.onDidChangeWorkspaceFolders(event => void this.stopRemoved(event.removed.map(f => f.uri))),
    );
  }

  /** Every server that was ever asked for, whatever its state. */
  get all(): readonly Server[] {
    return [...this.byKey.values()];
  }

  get running(): readonly (Server & { readonly state: Running })[] {
    return this.all.filter(
      (server): server is Server & { readonly state: Running } => server.state.kind === 'running',
    );
  }

  find(folder: Folder): Server | undefined {
    return this.byKey.get(keyOf(folder)) ?? this.all.find(server => server.root === folder.uri.fsPath);
  }

  /** The server of this folder, made when there was none; it is not started by this. */
  obtain(folder: Folder): Server {
    return this.find(folder) ?? this.create(folder);
  }

  /** The server that serves this file: of several, the one whose root is nearest. */
  serving(file: Uri): Server | undefined {
    const roots = this.all.filter(server => server.root !== undefined && isWithin(server.root, file.fsPath));
    return roots.toSorted((a, b) => (b.root ?? '').length - (a.root ?? '').length)[0];
  }

  /** Starts the server of this folder, or finds it; undefined when nobody asked and the person had stopped it. */
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
        watched: () => this.recorded.isWanted,
        recorded: (entries, omitted) => this.recorded.fire({ server, entries, omitted }),
        faults: report => this.reported.fire({ server, report }),
      }),
    );
    this.byKey.set(server.key, server);
    this.disposables.add(server.onDidChange(() => this.changed.fire(server)));
    return server;
  }

  private hostOf(folder: Folder): Omit<ServerHost, 'watched' | 'recorded' | 'faults'> {
    return {
      script: this.built.thread,
      times: TIMES,
      options: () => this.optionsOf(folder),
      logLevel: () => this.log.level,
      log: (entries, omitted) =>
        this.log.write(this.running.length > 1 ? folder.name : undefined, entries, omitted),
      say: (level, text) => this.log.say(level, `${folder.name}: ${text}`),
      up: ({ port }) => void this.memory.rememberPort(keyOf(folder), this.settings.of(folder.uri).port, port),
    };
  }

  private async bringUp(server: Server, asker: Asker): Promise<void> {
    try {
      await this.permit(server, asker);
      await server.start();
    } catch (error) {
      this.log.say('error', l10n.t('{0} is not served: {1}', server.folder.name, asFailure(error).message));
      throw error;
    }
    // Where browsers come through a tunnel, the tabs that are still open come back before anything asks for the way.
    if (isForwarded()) await addressOf(server, '').catch(error => this.log.error(error));
  }

  private async permit(server: Server, asker: Asker): Promise<void> {
    try {
      await permitHost(this.settings.of(server.folder.uri).host, asker, this.memory);
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
      ...liveOptions(settings),
      root,
      host: settings.host,
      port: this.memory.portOf(keyOf(folder), settings.port),
      patience: this.memory.knows(keyOf(folder)) ? PATIENCE : 0,
      pageScript: this.built.pageScript,
      authorities: [],
      frameAncestors: [],
    };
  }

  private async settingsChanged(affects: (scope: Uri) => boolean): Promise<void> {
    const affected = this.running.filter(server => affects(server.folder.uri));
    await Promise.all(affected.map(server => this.follow(server)));
  }

  /** Brings a running server to what the settings say now. */
  private async follow(server: Server & { readonly state: Running }): Promise<void> {
    const settings = this.settings.of(server.folder.uri);
    const { options } = server.state;
    if (settings.host !== options.host || rootOf(server.folder, settings) !== options.root) {
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
    server.configure(liveOptions(settings));
  }

  private configureAll(options: Partial<LiveOptions>): void {
    for (const server of this.all) server.configure(options);
  }

  private tellAll(message: ToThread): void {
    for (const server of this.all) server.post(message);
  }

  private async stopRemoved(removed: readonly Uri[]): Promise<void> {
    const gone = removed.flatMap(uri => this.byKey.get(uri.toString()) ?? []);
    await Promise.all(gone.map(server => server.stop()));
  }
}

/** What a setting may change while the server runs. */
function liveOptions(settings: Settings): Omit<LiveOptions, 'authorities' | 'frameAncestors'> {
  const { autoStart: _a, port: _p, host: _h, root: _r, open: _o, browser: _b, ...live } = settings;
  return { ...live, trusted: workspace.isTrusted, texts: serverTexts() };
}

/**
 * The folder that is really served; undefined when the settings name one outside. A workspace may move it deeper, never
 * out: its settings come from whoever wrote it.
 */
function rootOf(folder: Folder, settings: Settings): string | undefined {
  const base = folder.uri.fsPath;
  if (folder.kind === 'asked' || settings.root === '') return base;
  const root = path.resolve(base, settings.root);
  return isWithin(base, root) ? root : undefined;
}

function outside(folder: Folder, root: string): HumanError {
  const message = l10n.t('porthole.root must be inside the folder {0}, but {1} is not.', folder.name, root);
  return new HumanError(message, { wayOut: openSetting('porthole.root') });
}

/** The folder that a key of a server names. */
export function folderOfKey(key: string): Folder | undefined {
  const uri = Uri.parse(key);
  return uri.scheme === 'file' ? exactly(uri) : undefined;
}
