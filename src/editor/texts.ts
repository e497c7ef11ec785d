import { l10n } from 'vscode';
import { english, type Texts } from '../protocol/texts';

/** The sentences of the server's own pages in VS Code's language. */
export function serverTexts(): Partial<Texts> {
  return Object.fromEntries(Object.entries(english).map(([key, sentence]) => [key, l10n.t(sentence)]));
}
