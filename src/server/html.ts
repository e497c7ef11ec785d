import { type Token, Tokenizer } from 'parse5';
import { PAGE_SCRIPT } from '../protocol/paths';
import { bomOf } from './bom';
import { ignoreTokens } from './metaCharset';
import { isXhtml } from './types';

/** Where the page script's tag goes into a document, in bytes, and the tag in the document's encoding. */
export interface Injection {
  readonly offset: number;
  readonly tag: Buffer;
}

/**
 * Finds where the tag goes: right after `<head>`, or where the parser would open one. Pure.
 * @param head the document's first bytes
 * @param whole whether these are all
 * @param id goes into the tag's `data-document`; URL-safe characters only
 * @returns `more` when the place lies beyond these bytes, `none` when there is no safe place
 */
export function findInjection(
  head: Buffer,
  whole: boolean,
  type: string,
  id: string,
): Injection | 'more' | 'none' {
  const bom = bomOf(head);
  const wide = bom?.name.startsWith('utf-16') ?? false;
  const skip = bom?.bom ?? 0;
  // Every other encoding of the web keeps `<`, `>` and letters where ASCII has them: one byte is one character here.
  const text = wide
    ? decodeWide(head.subarray(skip), bom?.name === 'utf-16be')
    : head.toString('latin1', skip);
  const place = isXhtml(type) ? placeInXml(text, whole) : placeInHtml(text, whole);
  if (place === 'more' || place === 'none') return place;
  const prefix = place.prefix;
  const markup = `<${prefix}script src="${PAGE_SCRIPT}" data-document="${id}"></${prefix}script>`;
  return {
    offset: skip + place.at * (wide ? 2 : 1),
    tag: wide ? encodeWide(markup, bom?.name === 'utf-16be') : Buffer.from(markup, 'latin1'),
  };
}

interface Place {
  readonly at: number;
  /** Namespace prefix with its colon, or empty. */
  readonly prefix: string;
}

/** WHATWG HTML 13.2.6.4.1–4: "initial", "before html", "before head" skip comments, doctype and white space. */
function placeInHtml(text: string, whole: boolean): Place | 'more' {
  let at: number | undefined;
  const settle = (offset: number | undefined): void => {
    at ??= offset;
    tokenizer.pause();
  };
  const here = (token: { location: Token.Location | null }): void => settle(token.location?.startOffset);
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      ...ignoreTokens,
      onStartTag(token) {
        if (token.tagName === 'html') return;
        if (token.tagName === 'head') settle(token.location?.endOffset);
        else here(token);
      },
      onEndTag(token) {
        // Only these end tags open a head; all others are dropped by the parser.
        if (['head', 'body', 'html', 'br'].includes(token.tagName)) here(token);
      },
      onCharacter: here,
      onNullCharacter: here,
      onEof: here,
    },
  );
  tokenizer.write(text, whole);
  return at === undefined ? (whole ? { at: text.length, prefix: '' } : 'more') : { at, prefix: '' };
}

/** In XML a misplaced tag makes the whole document an error: only a plain `<head>` or root start tag will do. */
function placeInXml(text: string, whole: boolean): Place | 'more' | 'none' {
  let root: Place | undefined;
  let head: Place | 'none' | undefined;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      ...ignoreTokens,
      onStartTag(token) {
        const [, prefix = '', name] = /^(.*:)?(.*)$/.exec(token.tagName) ?? [];
        const place: Place = { at: token.location?.endOffset ?? 0, prefix };
        if (name === 'html' && !root && !token.selfClosing) root = place;
        else {
          head = name === 'head' && !token.selfClosing ? place : 'none';
          tokenizer.pause();
        }
      },
    },
  );
  // An internal subset holds markup of its own, which an HTML tokenizer would read as the document's.
  if (/<!DOCTYPE[^>]*\[/.test(text)) return 'none';
  tokenizer.write(text, whole);
  if (head !== undefined && head !== 'none') return head;
  if (head === 'none') return root ?? 'none';
  return whole ? (root ?? 'none') : 'more';
}

function decodeWide(bytes: Buffer, bigEndian: boolean): string {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return (bigEndian ? Buffer.from(even).swap16() : even).toString('utf16le');
}

function encodeWide(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}
