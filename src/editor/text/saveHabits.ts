/** The changes that VS Code's settings make to a text during a save. */
export interface SaveHabits {
  /** A formatter or code actions run. */
  readonly formats: boolean;
  readonly trimsLines: boolean;
  readonly endsLastLine: boolean;
  readonly trimsLastLines: boolean;
}

const LOOSE_LINE = /[ \t]\r?$/m;
const LOOSE_END = /(?:\r?\n){2}$/;

/** Whether a save writes this text without changing it, judged by the settings. Pure. */
export function isWrittenAsItIs(text: string, habits: SaveHabits): boolean {
  if (habits.formats || (habits.trimsLines && LOOSE_LINE.test(text))) return false;
  if (habits.endsLastLine && text !== '' && !text.endsWith('\n')) return false;
  return !(habits.trimsLastLines && LOOSE_END.test(text));
}
