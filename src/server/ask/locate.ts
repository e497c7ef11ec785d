import { isAbsolute, sep } from 'node:path';
import { ROUTES_FILE } from '../../protocol/paths';

/** The path that a request target names, or the reason of its refusal. */
export type Located =
  | {
      readonly kind: 'path';
      /** Decoded, none empty, none of them `.` or `..`. */
      readonly segments: readonly string[];
      /** Whether the path ended with `/`. */
      readonly folder: boolean;
      /** The path as sent, with repeated slashes merged: safe in a redirect, never begins with `//`. */
      readonly path: string;
      /** With its `?`, or empty. */
      readonly query: string;
      /** `host[:port]` of an absolute-form target (RFC 9112, 3.2.2), which then stands for the Host field. */
      readonly authority: string | undefined;
    }
  | { readonly kind: 'asterisk' }
  | { readonly kind: 'refused'; readonly status: 400 | 414; readonly reason: string };

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)(.*)$/i;
// Control bytes end strings and lines. `\` separates names on Windows, and `:` names a stream. An encoded `/` would make two segments
// of one after the checks.
// oxlint-disable-next-line no-control-regex -- refusing control characters is the purpose
const FORBIDDEN = /[\x00-\x1f\x7f\\:/]/;

/** Whether an address may have this name of a file. */
export const hasAddress = (name: string): boolean => !FORBIDDEN.test(name);

/** The one place that decodes a request target, once. Pure. */
export function locate(target: string, longest: number): Located {
  if (target.length > longest) return { kind: 'refused', status: 414, reason: 'The address is too long.' };
  if (target === '*') return { kind: 'asterisk' };
  const absolute = ABSOLUTE_FORM.exec(target);
  const local = absolute ? absolute[2] || '/' : target;
  // RFC 9112, 3.2: a target has no fragment. A `#` is sent to make two parsers disagree (CVE-2025-32395).
  if (local.includes('#')) return refused('The address has a “#”, which a request must not carry.');
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  if (!path.startsWith('/')) return refused('The address does not begin with “/”.');
  const segments = decode(path);
  if (typeof segments === 'string') return refused(segments);
  return {
    kind: 'path',
    segments,
    folder: path.endsWith('/'),
    path: path.replace(/\/{2,}/g, '/'),
    query: mark < 0 ? '' : local.slice(mark),
    authority: absolute?.[1],
  };
}

function decode(path: string): string[] | string {
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    if (raw === '') continue;
    const segment = decodeSegment(raw);
    if (segment === undefined)
      return 'The address has a “%” that is not followed by valid UTF-8 in hexadecimal.';
    if (FORBIDDEN.test(segment)) return 'The address has a character that no path may have.';
    if (segment === '.' || segment === '..') return 'The address climbs with “.” or “..”.';
    segments.push(segment);
  }
  return segments;
}

function decodeSegment(raw: string): string | undefined {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

function refused(reason: string): Located {
  return { kind: 'refused', status: 400, reason };
}

// HFS+ ignores these characters in names: `.git` is found with a zero-width space before it (CVE-2014-9390).
const DOTFILE = /^\p{Default_Ignorable_Code_Point}*\./u;

/** Whether a segment begins with a dot, except `.well-known` (RFC 8615). */
export function hasDotfile(segments: readonly string[]): boolean {
  return segments.some(segment => DOTFILE.test(segment) && segment !== '.well-known');
}

/** Whether a path relative to the root stays inside it, segment by segment, and names nothing that is never served. */
export function staysInside(relative: string, dotfiles: boolean): boolean {
  if (isAbsolute(relative)) return false;
  const segments = relative.split(sep);
  // A disk that folds case finds the file by any spelling.
  if (segments.at(-1)?.toLowerCase() === ROUTES_FILE) return false;
  return segments[0] !== '..' && (dotfiles || !hasDotfile(segments));
}

/** The path of decoded segments, each encoded again: path-absolute, never begins with `//`. */
export function toPath(segments: readonly string[], folder: boolean): string {
  const path = segments.map(segment => `/${encodeURIComponent(segment)}`).join('');
  return folder || path === '' ? `${path}/` : path;
}
