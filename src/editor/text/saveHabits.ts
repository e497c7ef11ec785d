/** What VS Code's settings let it do to a text while it saves it. */
export interface SaveHabits {
  /** Runs a formatter, or what a language calls code actions. */
  readonly formats: boolean;
  readonly trimsLines: boolean;
  readonly endsLastLine: boolean;
  readonly trimsLastLines: boolean;
}

const LOOSE_LINE = /[ \t]\r?$/m;
const LOOSE_END = /(?:\r?\n){2}$/;

/** Whether a text is written just as it is now, as far as the settings tell. Pure. */
export function isWrittenAsItIs(text: string, habits: SaveHabits): boolean {
  if (habits.formats || (habits.trimsLines && LOOSE_LINE.test(text))) return false;
  if (habits.endsLastLine && text !== '' && !text.endsWith('\n')) return false;
  return !(habits.trimsLastLines && LOOSE_END.test(text));
}
