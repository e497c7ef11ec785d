import { l10n } from 'vscode';
import type { Unexpected } from './supervisor';

function reasonText(why: Unexpected): string {
  return why.kind === 'hung'
    ? l10n.t('The server did not answer for {0} seconds', why.seconds)
    : l10n.t('The server crashed: {0}', why.message);
}

/** The line in the log when a thread starts again. */
export function restartingText(why: Unexpected, attempt: number): string {
  return l10n.t('{0}. Restarting it on the same port (attempt {1}).', reasonText(why), attempt);
}

/** The reason of a server that failed. */
export function gaveUpText(why: Unexpected): string {
  return l10n.t('{0}. It failed too often to restart automatically.', reasonText(why));
}
