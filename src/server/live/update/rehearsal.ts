/** After so many rounds the engine has compiled what a change of a document runs. */
const ROUNDS = 150;
/** Milliseconds between two rounds: whoever asks for a file meanwhile waits for one round at most. */
const PAUSE = 10;
/** Characters of a source that are enough, so that a round stays short. */
const ENOUGH = 16_384;

/** Runs what a change from one source to another does. */
export type Play = (from: string, to: string) => void;

/**
 * Goes through a change of the first page that is connected, before one is due. Code that has hardly run is interpreted, which takes
 * four times as long and more, and a person saves too seldom to ever warm it up.
 */
export class Rehearsal {
  private round = 0;

  /** Does nothing when it has begun before. */
  begin(source: string, play: Play): void {
    if (this.round === 0) this.next(source.slice(0, ENOUGH), play);
  }

  private next(text: string, play: Play): void {
    this.round += 1;
    play(text, changed(text, this.round));
    if (this.round < ROUNDS) setTimeout(() => this.next(text, play), PAUSE).unref();
  }
}

/** The text with a comment deep inside. */
function changed(text: string, round: number): string {
  const at = Math.max(0, text.indexOf('</', text.length / 2));
  return `${text.slice(0, at)}<!--${round}-->${text.slice(at)}`;
}
