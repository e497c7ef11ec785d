const nothing = (): void => undefined;

/** A token handler that does nothing; callers replace the callbacks they need. */
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
