import nodePath from 'node:path';

type Platform = Pick<typeof nodePath, 'relative' | 'isAbsolute' | 'sep'>;

/** The path segments from a root to a file below it; undefined when the file is elsewhere. */
function segmentsBelow(root: string, file: string, platform: Platform): readonly string[] | undefined {
  const relative = platform.relative(root, file);
  if (relative === '') return [];
  // On Windows, `relative` returns an absolute path for a file on another drive.
  if (platform.isAbsolute(relative)) return undefined;
  const segments = relative.split(platform.sep);
  return segments[0] === '..' ? undefined : segments;
}

/** Whether `file` is `root` or below it. Segments are compared: `/site-secret` is not below `/site`. */
export function isWithin(root: string, file: string, platform: Platform = nodePath): boolean {
  return segmentsBelow(root, file, platform) !== undefined;
}

/** The page of a file: its URL relative to the server's root, such as `docs/a%20b.html`; undefined outside the root. */
export function pageOf(root: string, file: string, platform: Platform = nodePath): string | undefined {
  return segmentsBelow(root, file, platform)?.map(encodeURIComponent).join('/');
}

const HTML_LIKE = /\.(?:html?|xhtml|xht|svg|xml)$/i;

/** Whether browsers show this file as a document. */
export function isHtmlLike(file: string): boolean {
  return HTML_LIKE.test(file);
}

const HTML = /\.(?:html?|xhtml|xht)$/i;

/** Whether this file is HTML, for which a server may start automatically. */
export function isHtml(file: string): boolean {
  return HTML.test(file);
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a server on this address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
