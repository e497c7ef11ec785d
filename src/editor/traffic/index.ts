import { commands, l10n, window, type ExtensionContext } from 'vscode';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { loadBundle } from '../base/loadBundle';
import type { Memory } from '../server/memory';
import { HumanError } from '../../protocol/humanError';
import { showError } from '../base/report';
import type { RequestLog } from '../log/requestLog';
import type { Servers } from '../server/servers';
import type * as viewModule from './view';
import type { TrafficHost, TrafficView } from './view';

const VIEW = 'porthole.traffic';

/** Registers the traffic view and loads its code when it is first opened. */
export class Traffic {
  private readonly disposables = new DisposableStore();
  private view: TrafficView | undefined;
  private isOffered = false;

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri' | 'extension'>,
    private readonly servers: Servers,
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {
    this.disposables.add(servers.onDidChange(() => inBackground(this.offer(), log)));
  }

  /** Registers the view. If it is opened before, VS Code waits for the registration. */
  register(): void {
    this.disposables.add(
      window.registerWebviewViewProvider(VIEW, {
        resolveWebviewView: webview => {
          (this.view ??= this.load()).resolve(webview);
          return this.tellPaused();
        },
      }),
    );
  }

  /** Opens the view, also in a window without a server. */
  async show(): Promise<void> {
    await this.offer();
    await commands.executeCommand(`${VIEW}.focus`);
  }

  clear(): void {
    this.view?.clear();
  }

  async setPaused(paused: boolean): Promise<void> {
    this.view?.setPaused(paused);
    await this.tellPaused();
  }

  async exportHar(): Promise<void> {
    if (!this.view)
      throw new HumanError(l10n.t('No requests are recorded. Open Porthole Traffic first.'), {
        wayOut: showTraffic(),
      });
    await this.view.exportHar();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async tellPaused(): Promise<void> {
    await commands.executeCommand('setContext', 'porthole.trafficPaused', this.view?.isPaused ?? false);
  }

  /** Shows the view's tab once a server has been used, so that other windows do not have it. */
  private async offer(): Promise<void> {
    if (this.isOffered) return;
    this.isOffered = true;
    await commands.executeCommand('setContext', 'porthole.trafficOffered', true);
  }

  private load(): TrafficView {
    const { createTrafficView } = loadBundle('trafficView') as typeof viewModule;
    return this.disposables.add(createTrafficView(this.hostOfView()));
  }

  private hostOfView(): TrafficHost {
    const { context, servers, memory, log } = this;
    const manifest: unknown = context.extension.packageJSON;
    return {
      extensionUri: context.extensionUri,
      version: versionOf(manifest),
      servers,
      keeps: () => memory.keepsTraffic,
      setKeeps: keep => inBackground(memory.rememberKeepsTraffic(keep), log),
      failed: error => {
        log.error(error);
        inBackground(showError(error), log);
      },
    };
  }
}

function showTraffic() {
  return { title: l10n.t('Show Traffic'), command: 'porthole.showTraffic' };
}

function versionOf(manifest: unknown): string {
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
