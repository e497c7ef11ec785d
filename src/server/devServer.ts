import path from 'node:path';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authority } from '../protocol/authority';
import type { ToBridge } from '../protocol/bridgeMessages';
import type { Examine, ServerFacts } from '../protocol/doctor';
import type { ToConsole } from '../protocol/consoleMessages';
import type { LogLevel } from '../protocol/logEntry';
import type { LiveOptions, ServerOptions } from '../protocol/serverOptions';
import { LIVE } from '../protocol/paths';
import type { FileChange, Overlay, ReplayedRequest } from '../protocol/thread';
import { answerClientError } from './net/clientError';
import { HumanError } from '../protocol/humanError';
import { listenError } from './errors';
import { exchange, type ExchangeHost } from './net/exchange';
import { Folders } from './files/folders';
import { Root } from './files/root';
import type { Listening, ServerEvents } from './host';
import { createHttp } from './net/http';
import { interim } from './net/information';
import { bind } from './net/bind';
import { portReason } from './net/blockedPorts';
import type { Front } from './net/front';
import { frontOf, listenAside } from './net/listenAside';
import { sendOrEnd } from './net/send';
import { liveOnDemand } from './live/onDemand';
import { inBackground, Log, Once } from './log';
import { type Limits, limits, readOptions } from './options';
import { readPageScript } from './html/pageScript';
import { Faults } from './knownFaults';
import { respond } from './respond';
import { Routes } from './routes/routes';
import type { Sharing } from './share';
import { Keyring } from './tls/keyring';
import { Site } from './site';
import { Sockets } from './net/sockets';
import { Recorder } from './traffic/recorder';
import { replay } from './traffic/replay';
import { DocumentChecks } from './check/documentChecks';
import { noteUse } from './steps/noteUse';
import { serveNamed } from './steps/serve';
import { answerUpgrade, type Handshake } from './steps/upgrade';

/** One running HTTP server and its root. */
export class DevServer {
  private listening: Promise<Listening> | undefined;
  private closing: Promise<void> | undefined;
  private front: Front | undefined;
  private routes: Routes | undefined;
  private site: Site | undefined;
  private checks: DocumentChecks | undefined;
  private readonly sharingMade = new Once(() => this.makeSharing());
  private readonly sockets = new Sockets();
  private readonly log: Log;
  private readonly recorder: Recorder;
  private readonly keyring: Keyring;

  constructor(
    private options: ServerOptions,
    private readonly events: ServerEvents,
    logLevel: LogLevel | 'off',
    private readonly limits: Limits,
  ) {
    this.log = new Log(entry => events.log(entry), logLevel);
    this.recorder = new Recorder(this.log, events);
    this.keyring = new Keyring(this.log);
  }

  /** Starts to listen; the same promise however often it is asked. Rejects with a `HumanError` that says what to do. */
  listen(): Promise<Listening> {
    if (this.closing && !this.listening)
      return Promise.reject(new HumanError('This server was closed. Start a new one.', { code: 'CLOSED' }));
    this.listening ??= this.start();
    return this.listening;
  }

  /** The server's address, from the socket itself; undefined while it does not listen. */
  get url(): string | undefined {
    const address = this.address;
    return address && `${this.scheme}://${authority(this.options.host, address.port)}/`;
  }

  /** The live channel's address with its token, for a client that is no page. */
  get liveUrl(): string | undefined {
    const { url, site } = this;
    return url && site && `${url.replace('http', 'ws').slice(0, -1)}${LIVE}?token=${site.script.token}`;
  }

  /** Changes options while the server runs. */
  configure(changes: Partial<LiveOptions>): void {
    this.options = { ...this.options, ...changes };
    this.site?.configure(this.readLiveOptions());
    this.site?.live.configured();
    this.checks?.touch();
    if (this.routes) inBackground(this.routes.start(), this.log, 'Reading the routes file');
    const { host } = this.options;
    const renewed = this.keyring.renew(this.scheme === 'https' ? host : undefined, this.options, keys =>
      this.front?.renew(keys),
    );
    inBackground(renewed, this.log, 'Using another certificate');
  }

  setLogLevel(level: LogLevel | 'off'): void {
    this.log.level = level;
  }

  /** Whether requests are recorded with headers and bodies and reported as `request`. */
  setWatched(watched: boolean): void {
    this.recorder.watched = watched;
  }

  /** Sends a request to this server, as a client would. The log and the records show its reply. */
  replay(request: ReplayedRequest): void {
    const { address } = this;
    if (!address) return;
    inBackground(replay(address, request, this.scheme, this.log), this.log, 'Replaying a request');
  }

  /** Changes that the editor saw. */
  changed(changes: readonly FileChange[]): void {
    const below = this.site?.folders.served(changes) ?? [];
    this.site?.live.changed(below);
    this.checks?.changed(below);
    this.routes?.changed(below);
  }

  /** An open editor's unsaved text, or its end. */
  overlay(overlay: Overlay): void {
    const { site } = this;
    const file = site?.folders.servedFile(overlay.path);
    if (!site || file === undefined) return;
    site.files.overlay(file, overlay.text);
    site.live.overlaid({ ...overlay, path: file });
    this.checks?.overlaid(file, overlay.text !== undefined);
  }

  /** The HTML documents that are open in editors, by absolute path: from now on their problems are reported. */
  opened(files: readonly string[]): void {
    this.checks?.opened(files.flatMap(file => this.site?.folders.servedFile(file) ?? []));
  }

  /** The facts about a file whose pages do not update; undefined for a file that this server does not serve. */
  async examine(asked: Examine): Promise<ServerFacts | undefined> {
    const [file, address] = [this.site?.folders.servedFile(asked.file), this.address];
    return file !== undefined && address ? this.checks?.examine(asked, file, address.port) : undefined;
  }

  /** Opens and ends the listener for other devices. Its code is loaded when it is first asked for. */
  sharing(): Promise<Sharing> {
    return this.sharingMade.get();
  }

  /** Pick mode and carets, for the pages that are connected. */
  bridge(message: ToBridge): void {
    this.site?.live.bridge(message);
  }

  /** Handles a message of the console view: whether it is open, or a question about a logged value. */
  console(message: ToConsole): void {
    this.site?.console(message);
  }

  /** Stops gracefully: no new connections, idle ones closed, replies in flight finished up to `shutdownTimeout`. Always resolves. */
  close(): Promise<void> {
    this.closing ??= this.stop();
    return this.closing;
  }

  private get scheme(): 'http' | 'https' {
    return this.options.https === 'always' ? 'https' : 'http';
  }

  private get address(): AddressInfo | undefined {
    const address = this.front?.server.address();
    return typeof address === 'object' && address !== null ? address : undefined;
  }

  private async start(): Promise<Listening> {
    const { host, port, root, patience } = this.options;
    // Synchronous on purpose: no request is being served yet, and four awaited calls would double the start-up time.
    const folders = new Folders(Root.open(root));
    const script = readPageScript(this.options.pageScript, this.options.proof);
    const secure = await this.keyring.keysFor(this.scheme === 'https' ? host : undefined, this.options);
    const live = liveOnDemand({
      folders,
      options: () => site.options,
      read: file => site.files.read(file, limits.followedFile),
      log: (level, text) => this.log.event(level, text),
      onPages: (count, shown) => {
        this.events.pages(count);
        this.checks?.pages(shown);
      },
      onError: (page, error) => this.checks?.pageFailed(page, error),
      onLeft: page => this.checks?.pageLeft(page),
      onUpdated: update => this.events.updated(update),
      routeAt: address => routes.writtenAt(address),
      onBridge: message => this.events.bridge(message),
      onConsole: message => this.events.console(message),
    });
    const site: Site = new Site(folders, { host, secure }, this.readLiveOptions(), script, this.log, live);
    this.site = site;
    const faults = new Faults(folders, this.log, report => this.events.faults(report));
    const routes = new Routes({
      site,
      faults,
      handlersScript: path.join(path.dirname(this.options.pageScript), 'handlers.js'),
      serveFile: (request, file) => serveNamed(request, site, file),
      ...interim,
    });
    this.routes = routes;
    this.checks = new DocumentChecks(site, routes, faults);
    await routes.start();
    const front = await frontOf(this.create(site, routes), secure?.credentials, this.limits);
    this.front = front;
    const got = await bind(front.server, host, port, patience).catch((error: unknown) => {
      throw listenError(error, host, port);
    });
    front.server.on('error', error => this.events.failed(listenError(error, host, port).failure));
    const listening = { url: `${this.scheme}://${authority(host, got)}/`, port: got, askedPort: port };
    this.log.event('info', `Server started at ${listening.url}${portReason(port, got)}, root ${root}`);
    return listening;
  }

  private async makeSharing(): Promise<Sharing> {
    const { port } = await this.listen();
    const { Sharing } = await import('./share');
    const { site, routes, log } = this;
    if (!site || !routes) throw new Error('A server that listens has a site and routes');
    return new Sharing({
      log,
      port,
      keysFor: address =>
        this.keyring.keysFor(this.options.https === 'off' ? undefined : address, this.options),
      listen: (shared, first, keys) =>
        listenAside(this.create(site.behind(shared), routes), {
          host: shared.host,
          port: first,
          keys: keys?.credentials,
          limits: this.limits,
        }),
      onChange: (state, end) => this.events.shared(state, end),
    });
  }

  private create(site: Site, routes: Routes): Server {
    const host: ExchangeHost = {
      log: this.log,
      drainedBody: this.limits.drainedBody,
      respond: request => respond(request, site, routes),
      onReply: (reply, request) => {
        noteUse(reply, request, site.live);
        this.checks?.answered(request, reply);
      },
      onSent: (...sent) => this.recorder.finish(...sent),
    };
    const http = createHttp(this.limits, {
      request: (request, response) => {
        this.recorder.begin(request, response);
        // A client that keeps its connection busy would hold up the shutdown.
        if (this.closing) response.shouldKeepAlive = false;
        exchange(request, response, host);
      },
      connection: socket => this.sockets.add(socket, this.log),
      drop: () => this.log.event('debug', `Connection refused: there are ${this.limits.connections} already`),
      clientError: (error, socket) => answerClientError(error, socket, this.log),
      upgrade: (request, socket, head) => {
        const write: Handshake['send'] = (reply, response) => {
          this.checks?.visits.refused(request);
          inBackground(sendOrEnd(reply, request, response), this.log, 'Answering a handshake');
        };
        this.checks?.visits.opening(request, socket);
        answerUpgrade({ request, socket, head, send: write }, site, routes);
      },
    });
    this.sockets.keepUnread(http);
    return http;
  }

  /** Ends the parts of the server that keep connections open. */
  private async endParts(): Promise<void> {
    await (await this.sharingMade.begun?.catch(() => undefined))?.stop();
    this.checks?.close();
    await this.routes?.close();
    await this.site?.live.close();
  }

  private async stop(): Promise<void> {
    await this.listening?.catch(() => undefined);
    const { front } = this;
    if (front) await this.sockets.close(front, this.options.shutdownTimeout, () => this.endParts());
    this.log.event('info', 'Server stopped');
  }

  private readLiveOptions(): LiveOptions {
    const { options, problems } = readOptions(this.options);
    for (const problem of problems) this.log.event('warn', problem);
    return options;
  }
}
