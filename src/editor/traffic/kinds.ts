import path from 'node:path';
import type { TrafficType } from '../../protocol/trafficView';

const ENDINGS: ReadonlyMap<string, TrafficType> = new Map([
  ['html', 'html'],
  ['htm', 'html'],
  ['xhtml', 'html'],
  ['css', 'css'],
  ['js', 'script'],
  ['mjs', 'script'],
  ['json', 'json'],
  ['png', 'image'],
  ['jpg', 'image'],
  ['jpeg', 'image'],
  ['gif', 'image'],
  ['svg', 'image'],
  ['webp', 'image'],
  ['avif', 'image'],
  ['ico', 'image'],
  ['woff', 'font'],
  ['woff2', 'font'],
  ['ttf', 'font'],
  ['otf', 'font'],
  ['mp4', 'media'],
  ['webm', 'media'],
  ['mp3', 'media'],
  ['ogg', 'media'],
  ['txt', 'text'],
]);

/** The type of a reply: by its media type, or by the target's extension if there is none (304). */
export function typeOf(mediaType: string, target: string): TrafficType {
  if (mediaType === '') return byEnding(target);
  if (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') return 'html';
  if (mediaType === 'text/css') return 'css';
  if (/^(?:text|application)\/(?:x-)?(?:javascript|ecmascript)$/.test(mediaType)) return 'script';
  if (isJson(mediaType)) return 'json';
  const [top] = mediaType.split('/', 1);
  if (top === 'image' || top === 'font' || top === 'text') return top;
  return top === 'audio' || top === 'video' ? 'media' : 'other';
}

export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');
}

/** Whether a body of this type is text. */
export function isText(mediaType: string): boolean {
  return (
    mediaType.startsWith('text/') ||
    isJson(mediaType) ||
    mediaType.endsWith('+xml') ||
    /^application\/(?:xml|(?:x-)?javascript|ecmascript|x-www-form-urlencoded|x-ndjson|yaml)$/.test(mediaType)
  );
}

function byEnding(target: string): TrafficType {
  const name = target.split(/[?#]/, 1)[0] ?? '';
  return ENDINGS.get(path.posix.extname(name).slice(1).toLowerCase()) ?? 'other';
}
