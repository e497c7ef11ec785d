import { type Token, Tokenizer } from 'parse5';
import { ignoreTokens } from '../diff/ignoreTokens';

/** A place in a document where a tag may stand. */
export interface Place {
  /** In characters. */
  readonly at: number;
  /** Namespace prefix with its colon, or empty. */
  readonly prefix: string;
}

/** WHATWG HTML 13.2.6.4.1–4: "initial", "before html", "before head" skip comments, doctype and white space. */
export function placeInHtml(text: string, whole: boolean): Place | 'more' {
  let at: number | undefined;
  const found = (offset: number | undefined): void => {
    at ??= offset;
    tokenizer.pause();
  };
  const here = (token: { location: Token.Location | null }): void => found(token.location?.startOffset);
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      ...ignoreTokens,
      onStartTag(token) {
        if (token.tagName === 'html') return;
        if (token.tagName === 'head') found(token.location?.endOffset);
        else here(token);
      },
      onEndTag(token) {
        // Only these end tags open a head; the parser drops all others.
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

/** In XML a misplaced tag makes the whole document an error, so only a plain `<head>` or root start tag is taken. */
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
  // An internal subset has markup of its own, which an HTML tokenizer would read as the document's.
  if (/<!DOCTYPE[^<>[]*\[/.test(text)) return 'none';
  tokenizer.write(text, whole);
  if (head !== undefined && head !== 'none') return head;
  if (head === 'none') return root ?? 'none';
  return whole ? (root ?? 'none') : 'more';
}
