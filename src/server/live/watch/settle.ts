import path from 'node:path';

/** What is remembered of a file's content. */
export interface Seen {
  /** Equal for equal contents. */
  readonly mark: string;
  readonly size: number;
  /** The last characters that are not white space. */
  readonly tail: string;
  /** Whether the content ends as files of its kind end. */
  readonly finished: boolean;
}

export interface Look {
  readonly bytes: Buffer | undefined;
  readonly seen: Seen;
}

const TAIL = 16;
/** Milliseconds that an empty or missing file gets to come back: editors truncate or rename before they write. */
const EMPTY_WAIT = 250;
/** Milliseconds that a file which looks cut off gets to go on. */
const CUT_WAIT = 25;

/** Pure: what these bytes look like. */
export function lookAt(bytes: Buffer, mark: string, file: string): Look {
  const end = bytes.toString('latin1', Math.max(0, bytes.length - 256)).trimEnd();
  return { bytes, seen: { mark, size: bytes.length, tail: end.slice(-TAIL), finished: endsWell(end, file) } };
}

function endsWell(end: string, file: string): boolean {
  const name = path.extname(file).toLowerCase();
  if (name === '.css') return /[};]$|\*\/$/.test(end);
  return /^\.x?html?$/.test(name) && /<\/html>$|-->$/i.test(end);
}

/**
 * Whether what was seen is what the writer meant, or how many milliseconds to wait and look again. Pure.
 *
 * Node does not tell when a writer closes a file. An edit mostly leaves a file's end as it was, while a file caught between two
 * writes is cut off: so the same end, or a proper end on a file that did not shrink, is believed at once, which keeps the
 * usual save at the speed of the system's event.
 * @param known what was last announced
 * @param pending what the last look saw
 */
export function judge(known: Seen | undefined, seen: Seen, pending: Seen | undefined): 'believe' | number {
  const rested = pending?.mark === seen.mark;
  if (known?.mark === seen.mark || rested) return 'believe';
  if (seen.mark === 'gone' || seen.size === 0) return EMPTY_WAIT;
  if (known && known.tail !== '' && known.tail === seen.tail) return 'believe';
  const shrunk = known !== undefined && seen.size < known.size;
  return seen.finished && !shrunk ? 'believe' : CUT_WAIT;
}
