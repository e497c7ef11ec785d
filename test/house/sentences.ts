/** The most words that a sentence for users has. */
export const LONGEST = 25;

/** The sentences of a text over the limit. Code counts as one word; a colon, a table cell or a line ends a sentence. */
export function longSentences(markdown: string): string[] {
  return markdown
    .replaceAll(/^```[^]*?^```$/gm, '')
    .replaceAll(/<!--[^]*?-->|<[^>]+>/g, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/``?[^`]+``?/g, 'code')
    .split(/\n|\||(?<=[.!?:;]["”)_*]*)\s/)
    .filter(sentence => wordsOf(sentence) > LONGEST)
    .map(sentence => sentence.trim());
}

const wordsOf = (sentence: string) => sentence.match(/[\p{L}\p{N}][^\s–]*/gu)?.length ?? 0;
