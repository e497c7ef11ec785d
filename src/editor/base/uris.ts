import nodePath from 'node:path';

type Platform = Pick<typeof nodePath, 'relative' | 'isAbsolute' | 'sep'>;

/** The names that lead from a root to a file below it; undefined when the file is elsewhere. */
function segmentsBelow(root: string, file: string, platform: Platform): readonly string[] | undefined {
  const relative = platform.relative(root, file);
  if (relative === '') return [];
  // On Windows the way to another drive is an absolute path.
  if (platform.isAbsolute(relative)) return undefined;
  const segments = relative.split(platform.sep);
  return segments[0] === '..' ? undefined : segments;
}

/** Whether `file` is `root` or below it, segment by segment: `/site-secret` is not below `/site`. */
export function isWithin(root: string, file: string, platform: Platform = nodePath): boolean {
  return segmentsBelow(root, file, platform) !== undefined;
}

/** The URL of a file relative to its server's root (`docs/a%20b.html`, empty for the root); undefined outside the root. */
export function pageOf(root: string, file: string, platform: Platform = nodePath): string | undefined {
  return segmentsBelow(root, file, platform)?.map(encodeURIComponent).join('/');
}

const HTML_LIKE = /\.(?:html?|xhtml|xht|svg|xml)$/i;

/** Whether a browser shows this file as a document. */
export function isHtmlLike(file: string): boolean {
  return HTML_LIKE.test(file);
}

const HTML = /\.(?:html?|xhtml|xht)$/i;

/** Whether this file is a page in the narrow sense, for which a server may start by itself. */
export function isHtml(file: string): boolean {
  return HTML.test(file);
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether only this machine can reach a server that listens on this address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
