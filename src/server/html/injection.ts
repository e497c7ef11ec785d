import { PAGE_SCRIPT } from '../../protocol/paths';
import { bomOf } from '../types/bom';
import { placeInHtml, placeInXml } from './tagPlace';
import { isXhtml } from '../types/types';

/** The place for the page script's tag, in bytes, and the tag in the document's encoding. */
export interface Injection {
  readonly offset: number;
  readonly tag: Buffer;
}

/**
 * Finds the place for the tag: right after `<head>`, or where the parser would open a head. Pure.
 * @param head the document's first bytes
 * @param whole whether these are all
 * @param id goes into the tag's `data-document`; URL-safe characters only
 * @param root the reference from the document to the root, as `toRoot` gives it
 * @returns `more` when the place lies beyond these bytes, `none` when there is no safe place
 */
export function findInjection(
  head: Buffer,
  whole: boolean,
  type: string,
  id: string,
  root: string,
): Injection | 'more' | 'none' {
  const bom = bomOf(head);
  const wide = bom?.name.startsWith('utf-16') ?? false;
  const skip = bom?.bom ?? 0;
  // All other encodings of the web keep ASCII's `<`, `>` and letters, so one byte is one character here.
  const text = wide
    ? decodeWide(head.subarray(skip), bom?.name === 'utf-16be')
    : head.toString('latin1', skip);
  const place = isXhtml(type) ? placeInXml(text, whole) : placeInHtml(text, whole);
  if (place === 'more' || place === 'none') return place;
  const prefix = place.prefix;
  const markup = `<${prefix}script src="${root}${PAGE_SCRIPT.slice(1)}" data-document="${id}"></${prefix}script>`;
  return {
    offset: skip + place.at * (wide ? 2 : 1),
    tag: wide ? encodeWide(markup, bom?.name === 'utf-16be') : Buffer.from(markup, 'latin1'),
  };
}

function decodeWide(bytes: Buffer, bigEndian: boolean): string {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return (bigEndian ? Buffer.from(even).swap16() : even).toString('utf16le');
}

function encodeWide(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}
