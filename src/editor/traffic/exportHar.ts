import { commands, l10n, Uri, window, workspace } from 'vscode';
import { toHar, type HarOptions } from './har';
import type { TrafficStore } from './store';

/** Writes the requests as an HTTP archive into a file that the user chooses. */
export async function exportHar(store: TrafficStore, options: HarOptions): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    title: l10n.t('Export Requests'),
    filters: { [l10n.t('HTTP Archive')]: ['har'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, 'requests.har') } : {}),
  });
  if (!target) return;
  const text = JSON.stringify(toHar(store, options), undefined, 1);
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const open = l10n.t('Open');
  const said = options.revealed
    ? l10n.t('Exported {0} requests, with cookies and credentials.', store.size)
    : l10n.t('Exported {0} requests, without cookies and credentials.', store.size);
  if ((await window.showInformationMessage(said, open)) === open) {
    await commands.executeCommand('vscode.open', target);
  }
}
