import { commands, l10n, window } from 'vscode';
import type { Failure } from '../../protocol/thread';

/** A button below a message. */
export interface WayOut {
  readonly title: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}

export function openSetting(name: string): WayOut {
  return { title: l10n.t('Open Setting'), command: 'workbench.action.openSettings', args: [name] };
}

/** A message that a person may read, with a way out where there is one. Every other error is a bug of ours. */
export class HumanError extends Error {
  constructor(
    message: string,
    readonly wayOut?: WayOut,
  ) {
    super(message);
  }
}

/** The sentence for a person. */
export function explain(error: unknown): string {
  if (error instanceof HumanError) return error.message;
  const detail = error instanceof Error ? error.message : String(error);
  return l10n.t('Something went wrong in Porthole: {0}', detail);
}

/** How an error looks as the reason of a failed server. */
export function asFailure(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { code, message: explain(error) };
}

/** Answers a command that failed; nothing else may open a pop-up. The log has the cause already. */
export async function showError(error: unknown): Promise<void> {
  const log: WayOut = { title: l10n.t('Show Log'), command: 'porthole.showLog' };
  const wayOut = error instanceof HumanError ? (error.wayOut ?? log) : log;
  const chosen = await window.showErrorMessage(explain(error), wayOut.title);
  if (chosen === wayOut.title) await commands.executeCommand(wayOut.command, ...(wayOut.args ?? []));
}
