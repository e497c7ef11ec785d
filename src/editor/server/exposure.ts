import { l10n, window } from 'vscode';
import type { Memory } from './memory';
import { HumanError } from '../../protocol/humanError';
import { openSetting } from '../base/report';
import { isLoopback } from '../base/uris';

/** The origin of a start: a command of the user, which may ask a question, or Porthole itself, which may not. */
export type Asker = 'person' | 'itself';

/** Throws unless the server is limited to this machine or the user has agreed, once per workspace and host. */
export async function permitHost(host: string, asker: Asker, memory: Memory): Promise<void> {
  if (isLoopback(host) || memory.isExposureConfirmed(host)) return;
  if (asker === 'itself' || !(await confirm(host)))
    throw new HumanError(refusal(host), { wayOut: openSetting('porthole.host') });
  await memory.confirmExposure(host);
}

async function confirm(host: string): Promise<boolean> {
  const yes = l10n.t('Make It Visible');
  const detail = l10n.t(
    'With porthole.host set to {0}, everyone on your network can read the files in this folder while its server runs.',
    host,
  );
  const question = l10n.t('Make this folder visible on your network?');
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

function refusal(host: string): string {
  return l10n.t(
    'The server was not started. porthole.host is {0}, which is visible on your network. Start the server yourself to agree to that.',
    host,
  );
}
