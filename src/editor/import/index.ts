import { EventEmitter, l10n } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import type { RequestLog } from '../log/requestLog';
import type { Memory } from '../server/memory';
import type { foundSettings } from './foundSettings';
import type { importFound } from './importSettings';
import { hasForeignSettings } from './offer';

/** Milliseconds after activation in which the editor has more urgent code to load. */
const LATER = 1_500;

/** The code of an import. */
interface Code {
  readonly foundSettings: typeof foundSettings;
  readonly importFound: typeof importFound;
}

/** Imports other live servers' settings, and offers it in the hover until the list has been opened once. */
export class Importing {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private offered = false;

  constructor(
    private readonly memory: Memory,
    private readonly log: RequestLog,
    private readonly load: () => Code,
  ) {
    const timer = setTimeout(() => this.look(), LATER);
    this.disposables.add({ dispose: () => clearTimeout(timer) });
  }

  /** Whether there are settings to import whose list the user has not seen. */
  get isOffered(): boolean {
    return this.offered;
  }

  async run(): Promise<void> {
    const { foundSettings: find, importFound: take } = this.load();
    const found = await find();
    if (found.length === 0)
      throw new HumanError(l10n.t('No settings of Live Server, Live Preview or Five Server were found.'));
    inBackground(this.memory.rememberImportSeen(), this.log);
    this.offer(false);
    await take(found, this.log);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private look(): void {
    if (!this.memory.hasSeenImport) this.offer(hasForeignSettings());
  }

  private offer(offered: boolean): void {
    if (this.offered === offered) return;
    this.offered = offered;
    this.changed.fire();
  }
}
