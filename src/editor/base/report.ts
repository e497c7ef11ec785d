import { commands, l10n, window } from 'vscode';
import { HumanError, type WayOut } from '../../protocol/humanError';
import type { Failure } from '../../protocol/thread';

export function openSetting(name: string): WayOut {
  return { title: l10n.t('Open Setting'), command: 'workbench.action.openSettings', args: [name] };
}

/** The sentence to show for an error. */
export function explain(error: unknown): string {
  if (error instanceof HumanError) return error.message;
  const detail = error instanceof Error ? error.message : String(error);
  return l10n.t('Something went wrong in Porthole: {0}', detail);
}

/** The error as the reason of a failed server. */
export function asFailure(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { code, message: explain(error) };
}

/** Shows why a command failed. Only commands open a pop-up; the cause is in the log already. */
export async function showError(error: unknown): Promise<void> {
  const log: WayOut = { title: l10n.t('Show Log'), command: 'porthole.showLog' };
  const wayOut = error instanceof HumanError ? (error.wayOut ?? log) : log;
  const chosen = await window.showErrorMessage(explain(error), wayOut.title);
  if (chosen === wayOut.title) await commands.executeCommand(wayOut.command, ...(wayOut.args ?? []));
}
