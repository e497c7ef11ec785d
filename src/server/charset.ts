import { Token, Tokenizer } from 'parse5';
import { isHtml, isText } from './mime';

/** How a text file begins: the byte order mark decides over everything else (WHATWG Encoding, "decode"). */
export interface Charset {
  /** The encoding's name in lower case, as it goes into `charset=`. */
  readonly name: string;
  /** Bytes of the byte order mark. */
  readonly bom: number;
}

/** HTML looks for its `<meta charset>` this far (WHATWG HTML, 13.2.3.2). */
export const PRESCAN = 1024;

/** The charset of a text file by its first bytes; undefined for what is not text or says its encoding itself (XML). Pure. */
export function charsetOf(type: string, head: Buffer): Charset | undefined {
  if (!isText(type)) return undefined;
  return bomOf(head) ?? { name: declared(type, head.subarray(0, PRESCAN)) ?? 'utf-8', bom: 0 };
}

/** The encoding that a byte order mark names. */
export function bomOf(head: Buffer): Charset | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bom: 2 };
  return undefined;
}

function declared(type: string, head: Buffer): string | undefined {
  const text = head.toString('latin1');
  if (isHtml(type)) return resolve(metaCharset(text));
  // CSS Syntax 3, 3.2: these bytes exactly, at the very start.
  if (type === 'text/css') return resolve(/^@charset "([^"]*)";/.exec(text)?.[1]);
  return undefined;
}

/** A label by the Encoding standard's table; one that says UTF-16 in an ASCII-readable file cannot be true. */
function resolve(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const name = new TextDecoder(label.trim()).encoding;
    return name.startsWith('utf-16') ? 'utf-8' : name;
  } catch {
    return undefined;
  }
}

function metaCharset(text: string): string | undefined {
  let found: string | undefined;
  const tokenizer = new Tokenizer(
    {},
    {
      ...ignoreTokens,
      onStartTag(token: Token.TagToken) {
        found ??= token.tagName === 'meta' ? charsetOfMeta(token) : undefined;
      },
    },
  );
  tokenizer.write(text, false);
  return found;
}

function charsetOfMeta(token: Token.TagToken): string | undefined {
  const charset = Token.getTokenAttr(token, 'charset');
  if (charset !== null) return charset;
  if (Token.getTokenAttr(token, 'http-equiv')?.toLowerCase() !== 'content-type') return undefined;
  return /charset\s*=\s*["']?([^\s"';]+)/i.exec(Token.getTokenAttr(token, 'content') ?? '')?.[1];
}

const nothing = (): void => undefined;

/** A token handler that lets everything pass; a caller replaces what it listens for. */
export const ignoreTokens = {
  onStartTag: nothing,
  onEndTag: nothing,
  onComment: nothing,
  onDoctype: nothing,
  onCharacter: nothing,
  onNullCharacter: nothing,
  onWhitespaceCharacter: nothing,
  onEof: nothing,
};
