import {
  l10n,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  window,
  workspace,
  type Event,
  type StatusBarItem,
} from 'vscode';
import { DisposableStore } from '../base/disposables';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';
import {
  agoLasts,
  agoText,
  exposedText,
  isExposed,
  sharedText,
  stateText,
  statusFace,
  updateText,
  warningsText,
} from './statusText';
import { isHtmlLike } from '../base/uris';

const BACKGROUNDS = {
  plain: undefined,
  warning: new ThemeColor('statusBarItem.warningBackground'),
  error: new ThemeColor('statusBarItem.errorBackground'),
};

// The only commands that a link in the tooltip may run.
const LINKS = [
  'porthole.showPreview',
  'porthole.openInBrowser',
  'porthole.copyUrl',
  'porthole.restart',
  'porthole.stop',
  'porthole.share',
  'porthole.stopSharing',
  'porthole.showLog',
  'porthole.showTraffic',
  'porthole.menu',
  'porthole.importSettings',
];

/** Milliseconds before a start or stop is shown: most end sooner, and the item would flicker. */
const SHOW_AFTER = 100;

/** The status bar item with the state of the servers. A click goes live or stops. */
export class StatusItem {
  private readonly disposables = new DisposableStore();
  readonly item: StatusBarItem = this.disposables.add(
    window.createStatusBarItem('porthole.status', StatusBarAlignment.Right, 100),
  );

  private ageing: NodeJS.Timeout | undefined;
  private pendingDraw: NodeJS.Timeout | undefined;

  constructor(
    private readonly servers: Servers,
    private readonly importing: Offer,
  ) {
    const { disposables, item } = this;
    item.name = 'Porthole';
    item.command = 'porthole.toggle';
    disposables.add(servers.onDidChange(() => this.follow()));
    disposables.add(importing.onDidChange(() => this.describe()));
    disposables.add(workspace.onDidChangeWorkspaceFolders(() => this.place()));
    disposables.add(window.onDidChangeVisibleTextEditors(() => this.place()));
    this.draw();
  }

  dispose(): void {
    clearTimeout(this.ageing);
    clearTimeout(this.pendingDraw);
    this.disposables.dispose();
  }

  private follow(): void {
    const isOnItsWay = this.servers.all.some(
      ({ state: { kind } }) => kind === 'starting' || kind === 'stopping',
    );
    if (isOnItsWay) this.pendingDraw ??= setTimeout(() => this.draw(), SHOW_AFTER);
    else this.draw();
  }

  private draw(): void {
    clearTimeout(this.pendingDraw);
    this.pendingDraw = undefined;
    const servers = this.servers.all;
    const { text, tone, label } = statusFace(servers.map(server => server.state));
    this.item.text = text;
    this.item.backgroundColor = BACKGROUNDS[tone];
    this.item.accessibilityInformation = { label, role: 'button' };
    this.describe();
    this.place();
  }

  /** VS Code does not request a tooltip when it shows one, so a tooltip with an age is renewed while pages are connected. */
  private describe(): void {
    const servers = this.servers.all;
    const busy = servers.filter(server => server.state.kind !== 'stopped');
    // The first Markdown loads VS Code's parser in this process, so `activate` uses plain text.
    this.item.tooltip =
      busy.length > 0 || this.importing.isOffered
        ? tooltip(busy, this.importing)
        : l10n.t('Start the server and open the page');
    clearTimeout(this.ageing);
    const now = Date.now();
    const ages = servers.flatMap(({ state }) =>
      state.kind === 'running' && state.pages > 0 && state.lastUpdate ? [state.lastUpdate.time] : [],
    );
    if (ages.length === 0) return;
    this.ageing = setTimeout(() => this.describe(), Math.min(...ages.map(time => agoLasts(time, now))));
    this.ageing.unref();
  }

  /** Shows the item while there is a folder or an HTML-like file, and after a server was used. */
  private place(): void {
    const hasFolder = (workspace.workspaceFolders ?? []).length > 0;
    const hasPage = window.visibleTextEditors.some(editor => isHtmlLike(editor.document.uri.path));
    // A stopped server can be started again.
    const hadServer = this.servers.all.length > 0;
    if (hasFolder || hasPage || hadServer) this.item.show();
    else this.item.hide();
  }
}

/** The import of other live servers' settings, while it is offered. */
interface Offer {
  readonly isOffered: boolean;
  readonly onDidChange: Event<void>;
}

function tooltip(servers: readonly Server[], { isOffered }: Offer): MarkdownString {
  const markdown = new MarkdownString('', true);
  markdown.isTrusted = { enabledCommands: LINKS };
  for (const server of servers) describe(markdown, server);
  if (isOffered)
    markdown.appendMarkdown(
      `$(arrow-swap) ${link(l10n.t('Import the settings of your other live server'), 'porthole.importSettings')}\n\n---\n\n`,
    );
  const more = [
    link(l10n.t('Show Traffic'), 'porthole.showTraffic'),
    link(l10n.t('Show Log'), 'porthole.showLog'),
    link(l10n.t('More…'), 'porthole.menu'),
  ];
  return markdown.appendMarkdown(more.join(' · '));
}

/** Appends a server's part of the tooltip. Names come from the disk and are text, never Markdown. */
function describe(markdown: MarkdownString, server: Server): void {
  const { state, folder } = server;
  markdown.appendMarkdown('**').appendText(folder.name).appendMarkdown('** · ');
  if (state.kind !== 'running') {
    markdown.appendText(stateText(state)).appendMarkdown('\n\n');
    if (state.kind === 'failed')
      markdown.appendMarkdown(`${link(l10n.t('Restart'), 'porthole.restart', server)} · `);
    return;
  }
  markdown.appendText(state.url).appendMarkdown('\n\n');
  markdown.appendText(state.options.root).appendMarkdown('\n\n');
  if (isExposed(state))
    markdown.appendMarkdown('$(warning) ').appendText(exposedText()).appendMarkdown('\n\n');
  if (state.share) {
    markdown
      .appendMarkdown('$(device-mobile) ')
      .appendText(`${state.share.url} · ${sharedText(state.share)}`);
    markdown.appendMarkdown(`\n\n${link(l10n.t('Stop Sharing'), 'porthole.stopSharing')}\n\n`);
  }
  const { pages, lastUpdate } = state;
  const age = lastUpdate ? ` · ${agoText(lastUpdate.time, Date.now())}` : '';
  markdown.appendText(`${updateText(pages, lastUpdate)}${age}`).appendMarkdown('\n\n');
  if (state.warnings)
    markdown
      .appendMarkdown('$(warning) ')
      .appendText(warningsText(state.warnings))
      .appendMarkdown(` · ${link(l10n.t('Show Log'), 'porthole.showLog')}\n\n`);
  markdown.appendMarkdown(`${actionLinks(server)}\n\n---\n\n`);
}

function actionLinks(server: Server): string {
  const actions = [
    [l10n.t('Show Preview'), 'porthole.showPreview'],
    [l10n.t('Open in Browser'), 'porthole.openInBrowser'],
    [l10n.t('Copy URL'), 'porthole.copyUrl'],
    [l10n.t('Show on Phone'), 'porthole.share'],
    [l10n.t('Restart'), 'porthole.restart'],
    [l10n.t('Stop'), 'porthole.stop'],
  ] as const;
  return actions.map(([title, command]) => link(title, command, server)).join(' · ');
}

function link(title: string, command: string, server?: Server): string {
  const args = server ? `?${encodeURIComponent(JSON.stringify([server.folder.uri]))}` : '';
  return `[${title}](command:${command}${args})`;
}
