import { commands, window, workspace, type Uri } from 'vscode';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { loadBundle } from '../base/loadBundle';
import { showError } from '../base/report';
import type { RequestLog } from '../log/requestLog';
import type { Memory } from '../server/memory';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import type * as viewModule from './view';
import type { ConsoleView, InlineValues } from './view';

const VIEW = 'porthole.console';

/** Registers the console view and loads its code when it is first opened. */
export class PageConsoles {
  private readonly disposables = new DisposableStore();
  private view: ConsoleView | undefined;
  private inline: InlineValues | undefined;

  constructor(
    private readonly extensionUri: Uri,
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {}

  register(): void {
    this.follow();
    this.disposables.add(this.settings.onDidChange(() => this.follow()));
    this.disposables.add(
      window.registerWebviewViewProvider(
        VIEW,
        { resolveWebviewView: webview => (this.view ??= this.load()).resolve(webview) },
        // Kept while hidden: only the view has all lines, and knows which of them are open.
        { webviewOptions: { retainContextWhenHidden: true } },
      ),
    );
  }

  /** Shows or hides values at their lines, as `porthole.console.inline` of any folder says. */
  private follow(): void {
    const folders = workspace.workspaceFolders ?? [];
    const isWanted = folders.some(({ uri }) => this.settings.of(uri)['console.inline']);
    if (isWanted) this.inline ??= new this.module.InlineValues(this.servers);
    else {
      this.inline?.dispose();
      this.inline = undefined;
    }
  }

  /** Opens the view and keeps its tab from then on. */
  async show(): Promise<void> {
    await commands.executeCommand('setContext', 'porthole.consoleOffered', true);
    await commands.executeCommand(`${VIEW}.focus`);
  }

  clear(): void {
    this.view?.clear();
  }

  copyAll(): void {
    this.view?.copyAll();
  }

  dispose(): void {
    this.inline?.dispose();
    this.disposables.dispose();
  }

  private get module(): typeof viewModule {
    return loadBundle('consoleView') as typeof viewModule;
  }

  private load(): ConsoleView {
    const { extensionUri, servers, memory, log } = this;
    return this.disposables.add(
      this.module.createConsoleView({
        extensionUri,
        servers,
        keeps: () => memory.keepsConsole,
        setKeeps: keep => inBackground(memory.rememberKeepsConsole(keep), log),
        failed: error => {
          log.error(error);
          inBackground(showError(error), log);
        },
      }),
    );
  }
}
