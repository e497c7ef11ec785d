import path from 'node:path';
import { l10n, window, type SecretStorage } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { openSetting } from '../base/report';
import type { Asker } from './exposure';
import type { Folder } from './folders';

/** Passphrases of PKCS #12 files: asked for once, kept by VS Code's secret storage, never in settings. */
export class Passphrases {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>,
    private readonly ask: (file: string) => Promise<string | undefined> = askUser,
  ) {}

  /** The passphrase of a certificate's file; empty for one that needs none. */
  of(folder: Folder, cert: string): string {
    return this.known.get(fileOf(folder, cert)) ?? '';
  }

  /** Makes sure that the passphrase is known. Rejects with a `HumanError` where the user has to enter it and does not. */
  async know(folder: Folder, cert: string, asker: Asker): Promise<void> {
    const file = fileOf(folder, cert);
    if (!/\.(?:pfx|p12)$/i.test(file) || this.known.has(file)) return;
    const kept = await this.secrets.get(keyOf(file));
    const given = kept ?? (asker === 'person' ? await this.ask(file) : undefined);
    if (given === undefined) {
      const message = l10n.t(
        'The server was not started. {0} needs its passphrase. Start the server yourself to enter it.',
        path.basename(file),
      );
      throw new HumanError(message, { wayOut: openSetting('porthole.https.cert') });
    }
    this.known.set(file, given);
    if (kept === undefined) await this.secrets.store(keyOf(file), given);
  }

  /** Forgets a passphrase that did not open its file: the next start asks for it. */
  async forget(folder: Folder, cert: string): Promise<void> {
    const file = fileOf(folder, cert);
    this.known.delete(file);
    await this.secrets.delete(keyOf(file));
  }
}

const fileOf = ({ uri }: Folder, cert: string): string => path.resolve(uri.fsPath, cert);
const keyOf = (file: string): string => `passphrase:${file}`;

const askUser = async (file: string): Promise<string | undefined> =>
  window.showInputBox({
    title: l10n.t('Passphrase of {0}', path.basename(file)),
    prompt: l10n.t('VS Code keeps it in its secret storage.'),
    password: true,
    ignoreFocusOut: true,
  });
