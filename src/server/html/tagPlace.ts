import { type Token, Tokenizer } from 'parse5';
import { ignoreTokens } from './metaCharset';

/** Where a tag may go into a document. */
export interface Place {
  /** In characters. */
  readonly at: number;
  /** Namespace prefix with its colon, or empty. */
  readonly prefix: string;
}

/** WHATWG HTML 13.2.6.4.1–4: "initial", "before html", "before head" skip comments, doctype and white space. */
export function placeInHtml(text: string, whole: boolean): Place | 'more' {
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
export function placeInXml(text: string, whole: boolean): Place | 'more' | 'none' {
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
