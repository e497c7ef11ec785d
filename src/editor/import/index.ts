import { existsSync } from 'node:fs';
import path from 'node:path';
import { EventEmitter, workspace } from 'vscode';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import type { RequestLog } from '../log/requestLog';
import type { Memory } from '../server/memory';

/** Milliseconds after a start in which the editor has more urgent things to load. */
const LATER = 1_500;

/** The import of other live servers' settings, and its offer in the hover: quiet, and gone once the list was opened. */
export class Importing {
  private readonly disposables = new DisposableStore();
  private readonly changed = this.disposables.add(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private offered = false;

  constructor(
    private readonly memory: Memory,
    private readonly log: RequestLog,
  ) {
    const timer = setTimeout(() => inBackground(this.look(), log), LATER);
    this.disposables.add({ dispose: () => clearTimeout(timer) });
  }

  /** Whether there are settings to import that the person has not seen listed. */
  get isOffered(): boolean {
    return this.offered;
  }

  async run(): Promise<void> {
    const { importSettings } = await import('./importSettings');
    await this.memory.rememberImportSeen();
    this.offer(false);
    await importSettings(this.log);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async look(): Promise<void> {
    if (this.memory.hasSeenImport) return;
    const { FOREIGN_FILES, FOREIGN_SETTINGS } = await import('./foreign');
    const all = workspace.getConfiguration();
    const isSet = FOREIGN_SETTINGS.some(name => {
      const found = all.inspect(name);
      return (found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue) !== undefined;
    });
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const hasFile = folders.some(({ uri }) =>
      FOREIGN_FILES.some(name => existsSync(path.join(uri.fsPath, name))),
    );
    this.offer(isSet || hasFile);
  }

  private offer(offered: boolean): void {
    if (this.offered === offered) return;
    this.offered = offered;
    this.changed.fire();
  }
}
