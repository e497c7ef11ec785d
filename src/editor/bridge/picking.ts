import { commands, l10n, window, type Disposable, type TextDocument } from 'vscode';
import type { FromBridge } from '../../protocol/bridgeMessages';
import type { Place } from '../../protocol/place';
import { inBackground, type ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import { isServed, servedFile } from '../base/served';
import type { Bridged, Server, Servers } from '../server/servers';
import { chooseRule } from './ruleList';
import { Shown } from './show';

/** Milliseconds that a message stays in the status bar. */
const TOLD = 5_000;

/** Pick mode in the pages of all servers, and the elements picked in them. */
export class Picking {
  private readonly disposables = new DisposableStore();
  private readonly shown: Shown;
  private message: Disposable | undefined;
  private armed = false;

  constructor(
    private readonly servers: Servers,
    private readonly log: ErrorLog,
    onShow: (document: TextDocument) => void,
  ) {
    this.shown = this.disposables.add(new Shown(onShow));
    this.disposables.add(servers.onDidBridge(bridged => this.hear(bridged)));
    this.disposables.add(servers.onDidChange(() => this.arm(this.armed && servers.running.length > 0)));
  }

  get isOn(): boolean {
    return this.armed;
  }

  /** Begins or ends pick mode in all pages, also in those that connect meanwhile. */
  arm(armed: boolean): void {
    if (this.armed === armed) return;
    this.armed = armed;
    for (const server of this.servers.running)
      server.post({ type: 'bridge', message: { type: 'arm', armed } });
    inBackground(commands.executeCommand('setContext', 'porthole.picking', armed), this.log);
    this.message?.dispose();
    this.message = armed
      ? window.setStatusBarMessage(
          `$(inspect) ${l10n.t('Click an element in the page. Press Esc there to stop.')}`,
        )
      : undefined;
  }

  dispose(): void {
    this.message?.dispose();
    this.disposables.dispose();
  }

  private hear({ server, message }: Bridged): void {
    switch (message.type) {
      case 'armed':
        // Pick mode ended in one page, so it ends in all pages of all servers.
        return message.armed ? undefined : this.arm(false);
      case 'picked':
        return inBackground(this.show(server, message), this.log);
      case 'routed':
        tell(l10n.t('A route sent this page. Shown is its line.'));
        return inBackground(this.showPlace(server, message.place, message.keeps), this.log);
      case 'rules':
        return inBackground(this.choose(server, message), this.log);
      case 'declared':
        if (message.place) return inBackground(this.showPlace(server, message.place, false), this.log);
        return tell(l10n.t('This declaration is in no file: a script made it.'));
      case 'unshown':
        return tell(l10n.t('No open page shows this element.'));
      case 'sourceless':
        return tell(sourceless(message));
      default:
        message satisfies never;
    }
  }

  private async show(
    server: Server,
    { place, exact, isRead = false, keeps }: Extract<FromBridge, { type: 'picked' }>,
  ): Promise<void> {
    await this.showPlace(server, place, keeps);
    if (exact) return;
    tell(
      isRead
        ? l10n.t('This element is inside the one that is shown.')
        : l10n.t('A script made this element. Shown is the nearest one around it in the source.'),
    );
  }

  private async choose(
    server: Server,
    { listed, keeps }: Extract<FromBridge, { type: 'rules' }>,
  ): Promise<void> {
    const choice = await chooseRule(listed);
    if (!choice) return;
    if ('place' in choice) return this.showPlace(server, choice.place, keeps);
    server.post({ type: 'bridge', message: { type: 'why', property: choice.property } });
  }

  private async showPlace({ state }: Server, place: Place, keeps: boolean): Promise<void> {
    if (state.kind !== 'running') return;
    const file = servedFile(state.options, place.path);
    if (!isServed(state.options, file)) return;
    await this.shown.show(file, place, state.options.update === 'typing', keeps);
  }
}

/** The reason why a page leads to no file. */
function sourceless({ address, why }: Extract<FromBridge, { type: 'sourceless' }>): string {
  if (why === 'deep')
    return l10n.t('The elements of {0} cannot be found in its file: they are nested too deep.', address);
  if (why === 'large')
    return l10n.t('The elements of {0} cannot be found in its file: it is too large.', address);
  return l10n.t('{0} was not made from a file that Porthole serves.', address);
}

function tell(text: string): void {
  window.setStatusBarMessage(text, TOLD);
}
