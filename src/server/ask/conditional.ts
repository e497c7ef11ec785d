/** The validators of a representation (RFC 9110, 8.8). */
export interface Validators {
  /** With its quotes, and `W/` if weak. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** The fields of RFC 9110, 13.1, as sent. */
interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

const ETAG = /(?:W\/)?"[^"]*"/g;

/** Evaluates preconditions in the order of RFC 9110, 13.2.2, for GET and HEAD. Pure. */
export function evaluate(asked: Preconditions, now: Validators): 'go on' | 'not modified' | 'failed' {
  if (asked.ifMatch !== undefined) {
    if (!matchesStrongly(asked.ifMatch, now.etag)) return 'failed';
  } else if (asked.ifUnmodifiedSince !== undefined) {
    const date = parseDate(asked.ifUnmodifiedSince);
    if (date !== undefined && seconds(now.lastModified) > date) return 'failed';
  }
  if (asked.ifNoneMatch !== undefined)
    return matchesWeakly(asked.ifNoneMatch, now.etag) ? 'not modified' : 'go on';
  if (asked.ifModifiedSince !== undefined) {
    const date = parseDate(asked.ifModifiedSince);
    if (date !== undefined && seconds(now.lastModified) <= date) return 'not modified';
  }
  return 'go on';
}

/** Whether a Range may be answered in part: If-Range is absent or names exactly this representation (13.1.5). Pure. */
export function rangeStillHolds(ifRange: string | undefined, now: Validators): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.includes('"'))
    return !ifRange.startsWith('W/') && !now.etag.startsWith('W/') && ifRange.trim() === now.etag;
  // Two edits within one second share a Last-Modified, so a date proves equal bytes only after that second.
  const date = parseDate(ifRange);
  return date !== undefined && date === seconds(now.lastModified) && Date.now() - now.lastModified > 2000;
}

function matchesWeakly(list: string, etag: string): boolean {
  if (list.trim() === '*') return true;
  const opaque = strip(etag);
  return (list.match(ETAG) ?? []).some(tag => strip(tag) === opaque);
}

function matchesStrongly(list: string, etag: string): boolean {
  if (list.trim() === '*') return true;
  const tags: readonly string[] = list.match(ETAG) ?? [];
  return !etag.startsWith('W/') && tags.includes(etag);
}

const strip = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag);
const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000;

const TIME = '(\\d{2}:\\d{2}:\\d{2})';
/** The three forms of an HTTP-date: today's, that of RFC 850, and that of C's `asctime` (RFC 9110, 5.6.7). */
const FIXED = new RegExp(`^[a-z]{3}, (\\d{1,2}) ([a-z]{3}) (\\d{4}) ${TIME} GMT$`, 'i');
const RFC_850 = new RegExp(`^[a-z]{6,9}, (\\d{1,2})-([a-z]{3})-(\\d{2}) ${TIME} GMT$`, 'i');
const ASCTIME = new RegExp(`^[a-z]{3} ([a-z]{3}) +(\\d{1,2}) ${TIME} (\\d{4})$`, 'i');

/** Milliseconds since the epoch; undefined for no HTTP-date. `Date.parse` takes more, and an `asctime` for local time. */
function parseDate(text: string): number | undefined {
  const [, day, month, year, time] = inOrder(text.trim()) ?? [];
  const date = Date.parse(`${day} ${month} ${year} ${time} GMT`);
  return Number.isNaN(date) ? undefined : date;
}

/** The text, then day, month, year and time. */
function inOrder(text: string): readonly (string | undefined)[] | undefined {
  const fixed = FIXED.exec(text);
  if (fixed) return fixed;
  const old = RFC_850.exec(text);
  if (old) return [text, old[1], old[2], fullYear(Number(old[3])), old[4]];
  const [, month, day, time, year] = ASCTIME.exec(text) ?? [];
  return month === undefined ? undefined : [text, day, month, year, time];
}

/** A year of two digits that would be more than 50 years ahead is of the last century. */
function fullYear(year: number): string {
  const now = new Date().getUTCFullYear();
  const full = now - (now % 100) + year;
  return String(full > now + 50 ? full - 100 : full);
}
