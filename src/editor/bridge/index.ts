import { commands } from 'vscode';
import type { ErrorLog } from '../base/background';
import { DisposableStore } from '../base/disposables';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { Following } from './following';
import { Picking } from './picking';

/** Connects pages with their source, in both directions. */
export class Bridge {
  private readonly disposables = new DisposableStore();
  private readonly picking: Picking;
  private readonly following: Following;

  constructor(
    private readonly servers: Servers,
    settings: SettingsReader,
    log: ErrorLog,
  ) {
    const following = this.disposables.add(new Following(servers, settings));
    this.following = following;
    this.picking = this.disposables.add(new Picking(servers, log, document => following.pass(document)));
  }

  /** Begins or ends pick mode. Without a connected page, the preview is opened first. */
  async pickElement(): Promise<void> {
    if (this.picking.isOn) return this.picking.arm(false);
    if (!this.servers.running.some(({ state }) => state.pages > 0))
      await commands.executeCommand('porthole.showPreview');
    this.picking.arm(this.servers.running.length > 0);
  }

  /** Lists the CSS rules of the element at the caret. */
  async showRules(): Promise<void> {
    this.following.askRules();
  }

  async revealInPage(): Promise<void> {
    this.following.reveal();
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
