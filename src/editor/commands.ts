import { stat } from 'node:fs/promises';
import path from 'node:path';
import { commands, env, l10n, Uri, ViewColumn, window } from 'vscode';
import { addressOf } from './server/addresses';
import type { Served } from './porthole';
import type { Bridge } from './bridge';
import type { Doctor } from './doctor';
import type { PageConsoles } from './console';
import { inBackground } from './base/background';
import { DisposableStore } from './base/disposables';
import { exactly, workspaceFolders } from './server/folders';
import { filesOfPage } from './preview/moved';
import type { Preview } from './preview/preview';
import type { Importing } from './import';
import { HumanError } from '../protocol/humanError';
import { openSetting, showError } from './base/report';
import { loadOnDemand } from './onDemand/load';
import type { RequestLog } from './log/requestLog';
import type { Server } from './server/server';
import type { Servers } from './server/servers';
import type { SettingsReader } from './settings';
import { activeFile, currentTarget, likelyPage, pageFor, targetOf, type Target } from './targets';
import type { Sharing } from './share';
import type { Traffic } from './traffic';
import { isHtmlLike } from './base/uris';

type Run = (uri: Uri | undefined) => Promise<unknown>;

/** Registers the extension's commands. */
export class Commands {
  private readonly disposables = new DisposableStore();

  constructor(
    private readonly servers: Servers,
    private readonly preview: Preview,
    private readonly settings: SettingsReader,
    private readonly log: RequestLog,
    private readonly traffic: Traffic,
    private readonly sharing: Sharing,
    bridge: Bridge,
    doctor: Doctor,
    consoles: PageConsoles,
    importing: Importing,
  ) {
    const all: Readonly<Record<string, Run>> = {
      start: uri => this.start(uri),
      stop: uri => this.stop(uri),
      restart: uri => this.restart(uri),
      toggle: () => this.toggle(),
      menu: () => loadOnDemand().showMenu(this.servers),
      showPreview: uri => this.open(uri, (server, page) => this.preview.showInEditor(server, page)),
      openInBrowser: uri => this.open(uri, (server, page) => this.preview.showInBrowser(server, page)),
      openIn: uri => this.open(uri, (server, page) => this.preview.openIn(server, page)),
      editPage: () => this.editPage(),
      debug: uri => this.open(uri, (server, page) => this.debug(server, page)),
      serveFolder: uri => this.serveFolder(uri),
      copyUrl: uri => this.copyUrl(uri),
      share: uri => this.share(uri),
      stopSharing: async () => this.sharing.stop(),
      pickElement: () => bridge.pickElement(),
      showRules: () => bridge.showRules(),
      revealInPage: () => bridge.revealInPage(),
      doctor: uri => doctor.show(uri),
      showLog: async () => this.showLog(),
      showTraffic: () => this.traffic.show(),
      clearTraffic: async () => this.traffic.clear(),
      pauseTraffic: () => this.traffic.setPaused(true),
      resumeTraffic: () => this.traffic.setPaused(false),
      showConsole: () => consoles.show(),
      clearConsole: async () => consoles.clear(),
      copyConsole: async () => consoles.copyAll(),
      exportHar: () => this.traffic.exportHar(),
      importSettings: () => importing.run(),
    };
    for (const [name, run] of Object.entries(all)) this.register(`porthole.${name}`, run);
  }

  /** Starts the server of a file or folder; throws a `HumanError` when it cannot. */
  async start(uri: Uri | undefined): Promise<Served | undefined> {
    const target = await this.target(uri);
    return target && servedBy(await this.bringUp(target));
  }

  /** Stops the server of a file or folder; without an argument, all servers. */
  async stop(uri: Uri | undefined): Promise<void> {
    const named = uri && this.servers.find((await targetOf(uri, this.servers)).folder);
    const meant = uri ? (named ? [named] : []) : this.servers.all;
    await Promise.all(meant.map(server => this.servers.stop(server)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private register(id: string, run: Run): void {
    this.disposables.add(
      commands.registerCommand(id, async (first: unknown) => {
        try {
          // Menus first pass the file that they were opened on, then arguments that Porthole does not use.
          return await run(first instanceof Uri ? first : undefined);
        } catch (error) {
          if (!(error instanceof HumanError)) this.log.error(error);
          inBackground(showError(error), this.log);
          return undefined;
        }
      }),
    );
  }

  private async target(uri: Uri | undefined): Promise<Target | undefined> {
    return uri ? targetOf(uri, this.servers) : currentTarget(this.servers);
  }

  private async bringUp(target: Target): Promise<Server> {
    const server = await this.servers.start(target.folder, 'person');
    if (!server) throw new Error('start() returned no server for a start by the user');
    return server;
  }

  /** Stops the running server, or starts one and opens it as `porthole.open` says. */
  private async toggle(): Promise<Served | undefined> {
    const { running } = this.servers;
    const [only] = running;
    if (running.length > 1) return this.stopOneOf(running);
    if (only && workspaceFolders().length < 2) {
      await this.servers.stop(only);
      return undefined;
    }
    const target = await currentTarget(this.servers);
    const server = target && this.servers.find(target.folder);
    if (!target || server?.state.kind !== 'running') return target && this.goLive(target);
    await this.servers.stop(server);
    return undefined;
  }

  private async stopOneOf(running: readonly Server[]): Promise<undefined> {
    const chosen = await loadOnDemand().pickServerToStop(running);
    const meant = chosen === 'all' ? running : chosen ? [chosen] : [];
    await Promise.all(meant.map(server => this.servers.stop(server)));
    return undefined;
  }

  private async goLive(target: Target, page?: string): Promise<Served> {
    const server = await this.bringUp(target);
    await this.show(server, page ?? likelyPage(server));
    return servedBy(server);
  }

  /** Opens a page as `porthole.open` says. */
  private async show(server: Server, page: string): Promise<void> {
    const { open } = this.settings.of(server.folder.uri);
    if (open === 'editor') await this.preview.showInEditor(server, page);
    if (open === 'browser') await this.preview.showInBrowser(server, page);
  }

  /** Opening the log resets the number of warnings in the hover. */
  private showLog(): void {
    this.log.show();
    for (const server of this.servers.running) server.forgetWarnings();
  }

  private async restart(uri: Uri | undefined): Promise<Served | undefined> {
    const target = await this.target(uri);
    const server = target && this.servers.obtain(target.folder);
    if (server) await this.servers.restart(server, 'person');
    return server && servedBy(server);
  }

  private async open(
    uri: Uri | undefined,
    show: (server: Server, page: string) => Promise<void>,
  ): Promise<Served | undefined> {
    const target = await this.target(uri);
    if (!target) return undefined;
    const server = await this.bringUp(target);
    await show(server, this.pageOf(server, target, uri));
    return servedBy(server);
  }

  /** A named file outside the root is an error. The active file is only a guess. */
  private pageOf(server: Server, { file }: Target, named: Uri | undefined): string {
    return named || (file && isHtmlLike(file.fsPath)) ? pageFor(server, file) : likelyPage(server);
  }

  /** Opens the file of the page that the preview in front shows; without a preview, the first page of the first server. */
  private async editPage(): Promise<void> {
    const { server = this.servers.running[0], page = '' } = this.preview.shown ?? {};
    if (!server?.served) throw new HumanError(l10n.t('No server is running. Show a page first.'));
    const files = filesOfPage(page, server.served);
    const file = await firstFile(files);
    if (file === undefined)
      throw new HumanError(l10n.t('{0} no longer exists.', path.basename(files[0] ?? page)));
    await window.showTextDocument(Uri.file(file), { viewColumn: ViewColumn.One });
  }

  private async debug(server: Server, page: string): Promise<void> {
    if ((await loadOnDemand().debugPage(server, page, this.settings)) !== 'no browser') return;
    throw new HumanError(l10n.t('Debugging needs Chrome, Edge or Chromium on this machine.'), {
      wayOut: openSetting('porthole.browser'),
    });
  }

  private async serveFolder(uri: Uri | undefined): Promise<Served | undefined> {
    const folder = uri ?? (await askFolder());
    return folder && this.goLive({ folder: exactly(folder), file: undefined }, '');
  }

  /** Starts the server if necessary; returns the shared address without the code. */
  private async share(uri: Uri | undefined): Promise<string | undefined> {
    const target = await this.target(uri);
    if (!target) return undefined;
    const server = await this.bringUp(target);
    return (await this.sharing.share(server, this.pageOf(server, target, uri))).url;
  }

  private async copyUrl(uri: Uri | undefined): Promise<string | undefined> {
    const target = await this.target(uri);
    if (!target) return undefined;
    const server = await this.bringUp(target);
    const url = (await addressOf(server, this.pageOf(server, target, uri))).toString();
    await env.clipboard.writeText(url);
    window.setStatusBarMessage(l10n.t('Copied {0}', url), 3000);
    return url;
  }
}

/** The first of these that is a file on the disk: a route has no file, and `about` may be `about.html`. */
async function firstFile(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  return undefined;
}

async function askFolder(): Promise<Uri | undefined> {
  const near = activeFile();
  const chosen = await window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: l10n.t('Serve'),
    ...(near ? { defaultUri: Uri.joinPath(near, '..') } : {}),
  });
  return chosen?.[0];
}

/** The result of the commands that start a server. */
function servedBy(server: Server): Served {
  if (server.state.kind !== 'running')
    throw new HumanError(l10n.t('The server for {0} is stopped.', server.folder.name));
  return { url: server.state.url, root: server.state.options.root };
}
