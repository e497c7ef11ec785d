import { Token, Tokenizer } from 'parse5';

/** The label that the first `<meta>` with one gives; undefined for none. Pure. */
export function metaCharset(text: string): string | undefined {
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
