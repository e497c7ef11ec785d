import { l10n, type QuickPickItem, window } from 'vscode';
import { isForwarded } from '../server/addresses';
import { installedBrowsers } from './browserNames';
import type { BrowserChoice } from './browserChoice';
import { thisMachine } from './browsers';

interface Row extends QuickPickItem {
  readonly choice: BrowserChoice;
}

/** Asks for one of the browsers that are installed; undefined when the user cancelled. */
export async function pickBrowser(): Promise<BrowserChoice | undefined> {
  const picked = await window.showQuickPick(rows(), { placeHolder: l10n.t('Open in which browser?') });
  return picked?.choice;
}

const choice = (name: string, isPrivate = false): BrowserChoice => ({
  name,
  isPrivate,
  profile: '',
  args: [],
});

function rows(): Row[] {
  const standard = { label: l10n.t('Default Browser'), choice: choice('') };
  // A remote server's browsers are not on the user's machine.
  const installed = isForwarded() ? [] : installedBrowsers(thisMachine);
  const windows = installed.flatMap(({ name, label, hasPrivate }) => [
    { label, choice: choice(name) },
    ...(hasPrivate ? [{ label, description: l10n.t('private window'), choice: choice(name, true) }] : []),
  ]);
  return [standard, ...windows];
}
