import { setTimeout as delay } from 'node:timers/promises';
import { l10n, workspace, type Uri } from 'vscode';
import { inBackground } from '../base/background';
import { DisposableStore } from '../base/disposables';
import type { RequestLog } from '../log/requestLog';
import type { Server } from '../server/server';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import type * as diagnosing from './diagnosis';

/** Milliseconds after a save within which its update reaches the pages. */
const REACHED = 1000;

/** The functions of the bundle `onDemand` that find out why a page does not update. */
type Diagnosing = Pick<typeof diagnosing, 'diagnose' | 'showDiagnosis'>;

/** Finds out why a page does not update. Most of the code is loaded on first use. */
export class Doctor {
  private readonly disposables = new DisposableStore();
  /** Servers for which the log has already named the command. */
  private readonly offered = new WeakSet<Server>();

  constructor(
    private readonly servers: Servers,
    private readonly settings: SettingsReader,
    private readonly log: RequestLog,
    private readonly load: () => Diagnosing,
  ) {
    this.disposables.add(
      workspace.onDidSaveTextDocument(({ uri }) => inBackground(this.saved(uri, Date.now()), log)),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Shows the causes, each with its remedy. Resolves once they are shown. */
  async show(named: Uri | undefined): Promise<diagnosing.Diagnosis> {
    const { diagnose, showDiagnosis } = this.load();
    const diagnosis = await diagnose(named, this.servers, this.settings);
    showDiagnosis(diagnosis, this.log);
    return diagnosis;
  }

  /** The first save that reaches no page names the command in the log, once for each server. */
  private async saved(file: Uri, time: number): Promise<void> {
    const server = file.scheme === 'file' ? this.servers.serving(file) : undefined;
    if (!server || this.offered.has(server)) return;
    await delay(REACHED);
    const { state } = server;
    if (state.kind !== 'running' || (state.lastUpdate?.time ?? 0) >= time) return;
    const found = state.pages > 0 && (await server.questions.examine(file.fsPath, state.port));
    const isUsed = found && (found === 'silent' || found.pages.some(({ uses }) => uses));
    if (isUsed || this.offered.has(server)) return;
    this.offered.add(server);
    const name = workspace.asRelativePath(file);
    this.log.say(
      'info',
      l10n.t('{0}: no open page uses it. “Porthole: Why Does My Page Not Update?” tells the reason.', name),
    );
  }
}
