import type { Fault } from '../../protocol/faults';

/** A fault as its server reported it, and its current line; undefined once the line was edited. */
export interface Placed {
  readonly told: Fault;
  readonly now: Fault | undefined;
}

/** A text change in VS Code's terms; lines count from 0. */
export interface Change {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly text: string;
}

/**
 * The faults of a new report. A server repeats a page error with its old place, regardless of later edits: the known place stays until the
 * error occurs again. Pure.
 */
export const placed = (faults: readonly Fault[], before: readonly Placed[]): readonly Placed[] =>
  faults.map(told => {
    const known = before.find(each => isSame(each.told, told));
    if (!known) return { told, now: told };
    const { now } = known;
    return { told, now: now && { ...told, line: now.line } };
  });

const isSame = (a: Fault, b: Fault): boolean =>
  a.happened !== undefined &&
  b.happened !== undefined &&
  a.happened.text === b.happened.text &&
  // Lower if the last page with the error has gone.
  a.happened.last >= b.happened.last &&
  a.file === b.file &&
  a.line === b.line &&
  a.column === b.column;

/**
 * The faults after edits of a file. Editing the line of a page error removes it: the page shows whether it still fails when it runs again.
 * Other faults move with their line until the next report. Pure.
 */
export const edited = (
  faults: readonly Placed[],
  file: string,
  changes: readonly Change[],
): readonly Placed[] =>
  faults.map(each => {
    const { told, now } = each;
    if (now?.file !== file) return each;
    const line = changes.reduce<number | undefined>(movedBy, now.line - 1);
    if (line !== undefined) return { told, now: movedTo(now, line + 1) };
    return now.code === 'page-error' ? { told, now: undefined } : each;
  });

const movedTo = (fault: Fault, line: number): Fault =>
  fault.endLine === undefined
    ? { ...fault, line }
    : { ...fault, line, endLine: fault.endLine + line - fault.line };

/** The line after a change; undefined if it was edited. Changes come in reverse order of the text. */
function movedBy(line: number | undefined, { range: { start, end }, text }: Change): number | undefined {
  if (line === undefined || start.line > line) return line;
  const moved = line + (text.split('\n').length - 1) - (end.line - start.line);
  if (end.line < line) return moved;
  // Whole lines above it were inserted or removed.
  const isBefore =
    end.line === line && end.character === 0 && (text === '' ? start.character === 0 : text.endsWith('\n'));
  return isBefore ? moved : undefined;
}
