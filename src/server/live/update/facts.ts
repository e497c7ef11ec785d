import path from 'node:path';
import type { SheetState } from '../../../protocol/bridgeMessages';
import type { ConnectedPage } from '../channel/connectedPage';
import type { Judging } from '../channel/judging';
import type { LiveFacts } from '../door';
import type { Pages } from '../channel/pages';
import type { Missed } from '../channel/missed';
import type { Watching } from '../watch/watching';
import { sentenceOf } from './reasons';

/** Milliseconds without an answer after which a page counts as silent; generous, for busy machines. */
const PATIENCE = 2_000;

type Sheets = ReadonlyMap<ConnectedPage, readonly SheetState[]>;

/** How each page applies a style sheet; only a browser knows which media match. */
export async function sheetsOf(
  file: string,
  path: string,
  pages: Iterable<ConnectedPage>,
  judging: Judging,
): Promise<Sheets> {
  const all = [...pages];
  if (!/\.css$/i.test(file)) return new Map();
  const found = await Promise.all(all.map(page => judging.sheets(page, [...page.namesOf(file), path])));
  return new Map(all.map((page, at) => [page, found[at] ?? []]));
}

/** Everything that the live side knows about one file. */
export function factsOf(
  file: string,
  pages: Pages,
  sheets: Sheets,
  watching: Watching,
  missed: Missed,
): LiveFacts {
  const all = [...pages];
  const name = path.basename(file);
  const used = new Set(
    all.flatMap(page => [...(page.file === undefined ? [] : [page.file]), ...page.uses.keys()]),
  );
  return {
    pages: all.map(page => ({
      address: page.address,
      // A sheet that is disabled or forbidden by a policy is named but not loaded.
      uses:
        page.file === file ||
        page.uses.has(file) ||
        page.lost.has(file) ||
        (sheets.get(page) ?? []).length > 0,
      isLost: page.lost.has(file),
      unapplied: unappliedOf(sheets.get(page) ?? []),
      visible: page.visible,
      isSilent: page.unanswered > PATIENCE,
      text: page.shown?.text,
      waits: page.isBehind(file),
      last: toldOf(page.answerTo(file)),
    })),
    twins: [...used].filter(each => each !== file && path.basename(each) === name),
    misspelt: [...used].find(each => each !== file && each.toLowerCase() === file.toLowerCase()) ?? '',
    ignoredBy: watching.ignoredBy(file),
    unwatched: watching.silenceOf(file),
    heard: missed.timeOf(file),
  };
}

/** A page's last answer, with its reason as a sentence. */
const toldOf = (last: ReturnType<ConnectedPage['answerTo']>): typeof last =>
  last && { ...last, reason: sentenceOf(last.reason) };

/** Why no place that names the sheet applies it: its media, or empty if it is disabled; undefined if one does. */
const unappliedOf = (states: readonly SheetState[]): string | undefined =>
  states.every(([state]) => state !== 'on') ? states[0]?.[1] : undefined;
