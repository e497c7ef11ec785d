import { commands } from 'vscode';
import { inBackground, type ErrorLog } from '../base/background';

/** Sets a context key for `when` clauses. */
export function setContext(key: string, value: unknown, log: ErrorLog): void {
  inBackground(commands.executeCommand('setContext', key, value), log);
}
