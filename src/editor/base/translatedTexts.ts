import { l10n } from 'vscode';
import { english, type Texts } from '../../protocol/texts';
import { consoleWords, type ConsoleWords } from '../../protocol/consoleView';
import { panelWords, type PanelWords } from '../../protocol/previewMessages';
import { trafficWords, type TrafficWords } from '../../protocol/trafficView';

/** The texts of the server's own pages in VS Code's language. */
export function serverTexts(): Partial<Texts> {
  return translated(english);
}

/** The texts of the traffic view in VS Code's language. */
export function trafficTexts(): Partial<TrafficWords> {
  return translated(trafficWords);
}

/** The texts of the console view in VS Code's language. */
export function consoleTexts(): Partial<ConsoleWords> {
  return translated(consoleWords);
}

/** The texts of the preview panel in VS Code's language. */
export function panelTexts(): Partial<PanelWords> {
  return translated(panelWords);
}

function translated(sentences: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(sentences).map(([key, sentence]) => [key, l10n.t(sentence)]));
}
