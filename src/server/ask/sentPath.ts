/** One segment of a path. */
export interface Segment {
  /** Decoded once. May hold anything, even `/`: it is data, not a name of a file. */
  readonly text: string;
  /** Where the segment begins in the path as sent. */
  readonly at: number;
  /** As sent. */
  readonly raw: string;
}

/**
 * A path as a route sees it. `locate` refuses names that no file can have. Another server may give `%2F`, `:` or `//` a meaning (RFC 3986,
 * 2.2 and 3.3), so a proxy gets the path byte for byte.
 */
export interface SentPath {
  /** As sent, without the query. */
  readonly raw: string;
  /** Without empty segments and with `.` and `..` resolved (RFC 3986, 5.2.4). */
  readonly segments: readonly Segment[];
  /** Whether the path ends with `/`. */
  readonly folder: boolean;
  /** `host[:port]` of an absolute-form target (RFC 9112, 3.2.2). */
  readonly authority: string | undefined;
  /** With its `?`, or empty. */
  readonly query: string;
  /** Why only another server may give this path a meaning; undefined for most paths. */
  readonly oddity: 'dots' | 'encoding' | undefined;
}

/** Splits a request target for routes; undefined for a target without a path. Pure. */
export function sentPath(target: string): SentPath | undefined {
  const [, authority, rest] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(target) ?? [];
  const local = rest === undefined ? target : rest || '/';
  if (!local.startsWith('/') || local.includes('#')) return undefined;
  const mark = local.indexOf('?');
  const raw = mark < 0 ? local : local.slice(0, mark);
  const segments: Segment[] = [];
  let oddity: SentPath['oddity'];
  let at = 0;
  for (const part of raw.split('/')) {
    const text = decode(part);
    if (text === undefined) oddity = 'encoding';
    if (text === '.' || text === '..') {
      oddity ??= 'dots';
      if (text === '..') segments.pop();
    } else if (part !== '') segments.push({ text: text ?? part, at, raw: part });
    at += part.length + 1;
  }
  const query = mark < 0 ? '' : local.slice(mark);
  return { raw, segments, folder: raw.endsWith('/'), authority, query, oddity };
}

/** Undefined for a segment that is not UTF-8, and for one with NUL, which stands for `/` where patterns are matched. */
function decode(part: string): string | undefined {
  try {
    const text = part.includes('%') ? decodeURIComponent(part) : part;
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
