import path from 'node:path';

/** The part of a file's content that is remembered. */
export interface Seen {
  /** Equal for equal contents. */
  readonly mark: string;
  /** In bytes. */
  readonly size: number;
  /** The last characters that are not white space. */
  readonly tail: string;
  /** Whether the content ends as files of its type end. */
  readonly finished: boolean;
}

/** A file that is missing, or no file: a directory, socket or device. */
export const GONE: Seen = { mark: 'gone', size: 0, tail: '', finished: false };

const TAIL = 16;
/** Milliseconds before an empty or missing file is believed: editors truncate or rename before they write. */
const EMPTY_WAIT = 250;
/** Milliseconds before a file that looks cut off is believed. */
const CUT_WAIT = 25;

/** Describes the bytes of a file. Pure. */
export function seenOf(bytes: Buffer, mark: string, file: string): Seen {
  const end = bytes.toString('latin1', Math.max(0, bytes.length - 256)).trimEnd();
  return { mark, size: bytes.length, tail: end.slice(-TAIL), finished: endsWell(end, file) };
}

function endsWell(end: string, file: string): boolean {
  const name = path.extname(file).toLowerCase();
  if (name === '.css') return /[};]$|\*\/$/.test(end);
  return /^\.x?html?$/.test(name) && /<\/html>$|-->$/i.test(end);
}

/**
 * Whether the writer has finished with the content that was seen, or the milliseconds to wait before the next look. Pure.
 *
 * Node does not report that a writer closes a file. Most edits leave a file's end as it was, and a file between two writes is cut off.
 * The same end, or a proper end on a file that did not shrink, is therefore believed at once.
 * @param known the content that was announced last
 * @param before the content at the last look, if no event came since
 */
export function judge(known: Seen | undefined, seen: Seen, before: Seen | undefined): 'believe' | number {
  const rested = before?.mark === seen.mark;
  if (known?.mark === seen.mark || rested) return 'believe';
  if (seen.mark === GONE.mark || seen.size === 0) return EMPTY_WAIT;
  if (known && known.tail !== '' && known.tail === seen.tail) return 'believe';
  const shrunk = known !== undefined && seen.size < known.size;
  return seen.finished && !shrunk ? 'believe' : CUT_WAIT;
}
