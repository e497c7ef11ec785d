import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, window, l10n, type WebviewPanel } from 'vscode';
import type { FromShareView, ToShareView } from '../../protocol/shareView';
import { inBackground, type ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { shareHtml } from './html';
import { readFromShareView } from './messages';

/** The view of one shared server, in a tab of the editor. */
export class SharePanel {
  private readonly disposables = new DisposableStore();
  private readonly panel: WebviewPanel;
  private shown: ToShareView;
  private isReady = false;

  constructor(
    extensionUri: Uri,
    name: string,
    first: ToShareView,
    private readonly events: ErrorLog & { received(message: FromShareView): void; closed(): void },
  ) {
    this.shown = first;
    const [media, dist] = [Uri.joinPath(extensionUri, 'media'), Uri.joinPath(extensionUri, 'dist')];
    this.panel = window.createWebviewPanel(
      'porthole.share',
      l10n.t('On Your Phone: {0}', name),
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [media, dist] },
    );
    this.panel.iconPath = Uri.joinPath(media, 'share.svg');
    const { webview } = this.panel;
    this.disposables.add(webview.onDidReceiveMessage(value => this.receive(readFromShareView(value))));
    this.disposables.add(this.panel.onDidDispose(() => this.dispose()));
    webview.html = shareHtml({
      script: webview.asWebviewUri(Uri.joinPath(dist, 'share.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(media, 'share.css')).toString(),
      styleSource: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    });
  }

  show(message: ToShareView): void {
    this.shown = message;
    if (this.isReady) inBackground(this.panel.webview.postMessage(message), this.events);
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.disposables.dispose();
    this.panel.dispose();
    this.events.closed();
  }

  private receive(message: FromShareView | undefined): void {
    if (message?.type === 'ready') {
      // VS Code discards a hidden webview, which sends `ready` again when it is shown.
      this.isReady = true;
      this.show(this.shown);
    } else if (message) this.events.received(message);
  }
}
