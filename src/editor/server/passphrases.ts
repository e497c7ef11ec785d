import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { l10n, window, type SecretStorage } from 'vscode';
import { HumanError } from '../../protocol/humanError';
import { openSetting } from '../base/report';
import type { Settings } from '../settings';
import type { Asker } from './exposure';
import type { Folder } from './folders';

/** The settings of your own certificate. */
type Own = Pick<Settings, 'cert' | 'key'>;

/** Passphrases of PKCS #12 files and encrypted keys: asked once, kept in VS Code's secret storage, never in settings. */
export class Passphrases {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>,
    private readonly ask: (file: string) => Promise<string | undefined> = askUser,
  ) {}

  /** The passphrase of a certificate's key; empty if it needs none. */
  of(folder: Folder, own: Own): string {
    return this.known.get(fileOf(folder, own)) ?? '';
  }

  /** Asks for the passphrase if it is unknown. Rejects with a `HumanError` if the user does not enter it. */
  async know(folder: Folder, own: Own, asker: Asker): Promise<void> {
    const file = fileOf(folder, own);
    if (own.cert === '' || this.known.has(file) || !(await isLocked(file))) return;
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

  /** Forgets a passphrase that did not open its file, so that the next start asks again. */
  async forget(folder: Folder, own: Own): Promise<void> {
    const file = fileOf(folder, own);
    this.known.delete(file);
    await this.secrets.delete(keyOf(file));
  }
}

/** The file with the key, which may also be the certificate's. */
const fileOf = ({ uri }: Folder, { cert, key }: Own): string => path.resolve(uri.fsPath, key || cert);

/**
 * Whether a file needs a passphrase: PKCS #12 by its name, PEM by its header (RFC 7468, 11; RFC 1421, 4.6.1.1). A file that cannot be
 * read needs none: the server says why it does not start.
 */
async function isLocked(file: string): Promise<boolean> {
  if (/\.(?:pfx|p12)$/i.test(file)) return true;
  const text = await readFile(file, 'latin1').catch(() => '');
  // PowerShell writes UTF-16.
  return /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: *4, *ENCRYPTED/.test(text.replaceAll('\0', ''));
}

const keyOf = (file: string): string => `passphrase:${file}`;

const askUser = async (file: string): Promise<string | undefined> =>
  window.showInputBox({
    title: l10n.t('Passphrase of {0}', path.basename(file)),
    prompt: l10n.t('VS Code keeps it in its secret storage.'),
    password: true,
    ignoreFocusOut: true,
  });
