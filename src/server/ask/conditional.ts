/** The validators of a representation (RFC 9110, 8.8). */
export interface Validators {
  /** With its quotes, and `W/` if weak. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** The fields of RFC 9110, 13.1, as sent. */
export interface Preconditions {
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

function parseDate(text: string): number | undefined {
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}
