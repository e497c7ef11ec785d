const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gs;
const INDENT = '  ';

/**
 * JSON with one entry per line; undefined when the text is not JSON. Tokens stay as they are: `JSON.parse` would round a number
 * of twenty digits.
 */
export function prettyJson(text: string): string | undefined {
  if (!isJsonText(text)) return undefined;
  const tokens = text.match(TOKENS) ?? [];
  let depth = 0;
  let before = '';
  let pretty = '';
  for (const token of tokens) {
    const closing = token === '}' || token === ']';
    const opened = before === '{' || before === '[';
    if (closing) depth -= 1;
    // An empty array or object stays on its line.
    const breaks = before === ',' || opened !== closing;
    if (breaks && before !== '') pretty += `\n${INDENT.repeat(depth)}`;
    pretty += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return pretty;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
