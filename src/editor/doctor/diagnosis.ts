import { commands, l10n, ThemeIcon, window, type QuickPickItem, type Uri } from 'vscode';
import type { WayOut } from '../../protocol/humanError';
import { type ErrorLog, inBackground } from '../base/background';
import type { Servers } from '../server/servers';
import type { SettingsReader } from '../settings';
import { agoText, updateText } from '../status/statusText';
import { type Cause, decide } from './decide';
import { gather, type Gathered } from './gather';
import { mendOf } from './mends';
import { tell, type Told } from './words';

/** A cause in words and its remedy. */
interface Diagnosed extends Told {
  readonly cause: Cause;
  readonly mend: WayOut;
}

/** Why a page does not update. */
export interface Diagnosis {
  /** Absolute path of the examined file; undefined for none. */
  readonly file: string | undefined;
  /** Empty if everything works. */
  readonly causes: readonly Diagnosed[];
  /** The pages of the file and the last update, in one line. */
  readonly seen: string;
}

interface Row extends QuickPickItem {
  readonly mend: WayOut;
}

/** @param named the file in question; the visible one if undefined */
export async function diagnose(
  named: Uri | undefined,
  servers: Servers,
  settings: SettingsReader,
): Promise<Diagnosis> {
  const gathered = await gather(named, servers, settings);
  const { facts, patient, running } = gathered;
  const causes = decide(facts).map(finding => ({
    cause: finding.cause,
    ...tell(finding, running?.url ?? ''),
    mend: mendOf(finding, patient),
  }));
  return { file: patient.file?.fsPath, causes, seen: seenIn(gathered) };
}

/** A row for each cause; choosing it applies its remedy. */
export function showDiagnosis({ causes, file, seen }: Diagnosis, log: ErrorLog): void {
  const picker = window.createQuickPick<Row>();
  const run = ({ command, args = [] }: WayOut): void => {
    picker.hide();
    inBackground(commands.executeCommand(command, ...args), log);
  };
  picker.title = l10n.t('Why Does My Page Not Update?');
  picker.placeholder = causes.length > 0 ? l10n.t('Choose a reason to mend it') : (file ?? 'Porthole');
  picker.matchOnDetail = true;
  picker.items = causes.length > 0 ? causes.map(rowOf) : [wellRow(seen)];
  picker.onDidTriggerItemButton(({ item }) => run(item.mend));
  picker.onDidAccept(() => picker.selectedItems.forEach(({ mend }) => run(mend)));
  picker.onDidHide(() => picker.dispose());
  picker.show();
}

const rowOf = ({ title, detail, mend }: Diagnosed): Row => ({
  label: `$(warning) ${title}`,
  description: mend.title,
  detail,
  mend,
  buttons: [{ iconPath: new ThemeIcon('wrench'), tooltip: mend.title }],
});

const wellRow = (seen: string): Row => ({
  label: `$(pass) ${l10n.t('All is well')}`,
  detail: seen,
  mend: { title: l10n.t('Show Log'), command: 'porthole.showLog' },
});

function seenIn({ facts: { served }, running }: Gathered): string {
  if (served.kind !== 'running' || !running) return '';
  const addresses = served.found.pages.filter(({ uses }) => uses).map(({ address }) => address);
  const { lastUpdate, pages } = running;
  const age = lastUpdate ? [agoText(lastUpdate.time, Date.now())] : [];
  return [[...new Set(addresses)].join(', '), updateText(pages, lastUpdate), ...age]
    .filter(Boolean)
    .join(' · ');
}
