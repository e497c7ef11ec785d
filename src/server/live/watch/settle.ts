import path from 'node:path';
import { isCutStyle } from './cutStyle';

/** The part of a file's content that is remembered. */
export interface Seen {
  /** Equal for equal contents; the stamp where the content was not read. */
  readonly mark: string;
  /** The result of `stat` as text; empty for a missing file, and for a text in an editor. */
  readonly stamp: string;
  /** In bytes. */
  readonly size: number;
  /** The last characters that are not white space. */
  readonly tail: string;
  /** Whether the content ends as files of its type end. */
  readonly finished: boolean;
  /** Whether something is open at its end: a block, a string, a comment, a tag. */
  readonly cut: boolean;
}

/** A file that is missing, or no file: a directory, socket or device. */
export const GONE: Seen = { mark: 'gone', stamp: '', size: 0, tail: '', finished: false, cut: false };

const TAIL = 16;
/**
 * Milliseconds before an empty, missing or certainly half-written file is believed. Editors truncate or rename before they write;
 * programs that write in pieces pause in between.
 */
export const HALF_WAIT = 250;
/** Milliseconds before a new file is believed, or one that lost much of its content: more pieces may follow. */
export const NEW_WAIT = 100;
/** Milliseconds before any other file with a new end is believed. */
const OTHER_WAIT = 25;
/** Share of its size that a file may lose in an ordinary edit. */
const USUAL_LOSS = 0.1;

/** Describes the bytes of a file. Pure. */
export function seenOf(bytes: Buffer, mark: string, file: string, stamp: string): Seen {
  const end = bytes.toString('latin1', Math.max(0, bytes.length - 256)).trimEnd();
  const size = bytes.length;
  const finished = endsWell(end, file);
  return { mark, stamp, size, tail: end.slice(-TAIL), finished, cut: isCut(bytes, end, file) };
}

/** Describes a file that is not read. Pure. */
export const seenUnread = (stamp: string, size: number): Seen => ({
  mark: stamp,
  stamp,
  size,
  tail: '',
  finished: false,
  cut: false,
});

/** Whether nothing shows a change. A file that was not read is compared by its stamp. Pure. */
export const isSame = (known: Seen | undefined, { mark, stamp }: Seen): boolean =>
  known !== undefined && (known.mark === mark || known.mark === stamp || known.stamp === mark);

/** Whether only the times may have changed: the file was read before and is as long as then. Pure. */
export const mayBeTouched = (known: Seen | undefined, seen: Seen): boolean =>
  known?.size === seen.size && known.mark !== known.stamp && !isSame(known, seen);

function endsWell(end: string, file: string): boolean {
  const name = path.extname(file).toLowerCase();
  if (name === '.css') return /[};]$|\*\/$/.test(end);
  return /^\.x?html?$/.test(name) && /<\/html>$|-->$/i.test(end);
}

function isCut(bytes: Buffer, end: string, file: string): boolean {
  const name = path.extname(file).toLowerCase();
  if (name === '.css') return isCutStyle(bytes);
  return /^\.x?html?$/.test(name) && /<[a-z!/][^<>]*$/i.test(end);
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
  if (isSame(known, seen) || isSame(before, seen)) return 'believe';
  if (seen.mark === GONE.mark || seen.size === 0) return HALF_WAIT;
  const lostEnd = known?.finished === true && !seen.finished && seen.tail !== '';
  if (lostEnd || (seen.cut && !known?.cut)) return HALF_WAIT;
  if (!known || known.size === 0) return NEW_WAIT;
  if (known.tail !== '' && known.tail === seen.tail) return 'believe';
  if (seen.size < known.size * (1 - USUAL_LOSS)) return NEW_WAIT;
  return seen.finished && seen.size >= known.size ? 'believe' : OTHER_WAIT;
}
