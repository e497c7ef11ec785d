import path from 'node:path';
import type { UseKind } from '../../protocol/page';
import { hasDotfile } from '../ask/locate';

/** The lightest touch that can be right for a changed file. */
export type Touch = 'style' | 'resource' | 'document' | 'reload';

const RESOURCES = new Set(
  'png jpg jpeg jfif gif webp avif apng bmp ico svg cur woff woff2 ttf otf eot mp4 webm ogv ogg mp3 wav m4a aac flac opus mov vtt'.split(
    ' ',
  ),
);
const DOCUMENTS = new Set(['html', 'htm', 'xhtml', 'xht']);

const extension = (file: string): string => path.extname(file).slice(1).toLowerCase();

export const isDocument = (file: string): boolean => DOCUMENTS.has(extension(file));

/** Whether pages follow this file before it is saved: only files without code of their own do. */
export const followsTyping = (file: string): boolean => isDocument(file) || extension(file) === 'css';

/** How a page uses the reply, by the request's `Sec-Fetch-Dest`; undefined for a document of its own. */
export function kindOfDest(dest: string): UseKind | undefined {
  switch (dest) {
    case 'document':
    case 'iframe':
    case 'frame':
    case 'fencedframe':
      return undefined;
    case 'style':
      return 'style';
    case 'image':
    case 'font':
    case 'video':
    case 'audio':
    case 'track':
      return 'resource';
    case 'empty':
      return 'data';
    case 'script':
    case 'worker':
    case 'sharedworker':
    case 'serviceworker':
    case 'audioworklet':
    case 'paintworklet':
    case 'json':
      return 'script';
    default:
      return 'other';
  }
}

/** How a file of this name is mostly used, for clients without Fetch Metadata. */
export function kindOfName(file: string): UseKind {
  const name = extension(file);
  if (name === 'css') return 'style';
  return RESOURCES.has(name) ? 'resource' : 'other';
}

/** Images, media and fonts: swapped in place and never read. */
export const isResource = (file: string): boolean => RESOURCES.has(extension(file));

/** The touch for a file that a page uses in this way. */
export function touchOf(kind: UseKind | undefined, own: boolean): Touch {
  if (own) return 'document';
  if (kind === 'style' || kind === 'resource') return kind;
  return 'reload';
}

/** Whether observers hear of a path: none outside the root, and no name that begins with a dot (security rule 18). */
export function isForObservers(path: string): boolean {
  const segments = path.split('/').slice(1);
  return segments[0] !== '..' && !hasDotfile(segments);
}

/** The touch that an observer is told, by the name alone: an observer uses no file. */
export function touchForObserver(file: string): 'style' | 'resource' | 'reload' {
  const kind = kindOfName(file);
  return kind === 'style' || kind === 'resource' ? kind : 'reload';
}

/** The message for a touch. A draft of anything but a style waits for its save. */
export function messageFor(
  touch: Exclude<Touch, 'document'>,
  saved: boolean,
): 'style' | 'resource' | 'reload' | undefined {
  switch (touch) {
    case 'style':
    case 'resource':
      return touch;
    case 'reload':
      return saved ? 'reload' : undefined;
    default:
      return touch satisfies never;
  }
}

/** Equal for paths that a disk may equate. */
export const fold = (path: string): string => path.normalize().toLowerCase();
