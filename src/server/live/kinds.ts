import path from 'node:path';
import type { UseKind } from '../../protocol/page';

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

/** Whether pages may follow this file before it is saved: what is typed there never runs. */
export const followsTyping = (file: string): boolean => isDocument(file) || extension(file) === 'css';

/** How a request's `Sec-Fetch-Dest` says the answer was used; undefined when it says nothing or a page of its own came of it. */
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

/** How a file of this name is mostly used, for clients that do not say. */
export function kindOfName(file: string): UseKind {
  const name = extension(file);
  if (name === 'css') return 'style';
  return RESOURCES.has(name) ? 'resource' : 'other';
}

/** The touch for a file that a page uses in this way. */
export function touchOf(kind: UseKind | undefined, own: boolean): Touch {
  if (own) return 'document';
  if (kind === 'style' || kind === 'resource') return kind;
  return 'reload';
}

/** The touch an observer is told of, who uses nothing. */
export function touchForObserver(file: string): 'style' | 'resource' | 'reload' {
  const kind = kindOfName(file);
  return kind === 'style' || kind === 'resource' ? kind : 'reload';
}

/** What a page is sent for a touch; what is typed into anything but a style waits for its save. */
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
