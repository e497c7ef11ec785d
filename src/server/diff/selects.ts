/** Tags that parse5 drops inside `<select>`, while browsers keep them since 2025 (HTML, #10548). */
const DROPPED = /<(?!option\b|optgroup\b|hr\b|script\b|template\b|select\b)[a-z]/i;

const SELECT = /<(\/?)select(?=[\s/>])/gi;

/** The markup of each `<select>` in which browsers may build elements that the tree lacks, joined. Linear. Pure. */
export function unseenInSelects(text: string): string {
  let markup = '';
  let from: number | undefined;
  const take = (end: number): void => {
    const inside = from === undefined ? '' : text.slice(from, end);
    if (DROPPED.test(inside.slice('<select'.length))) markup += `\n${inside}`;
  };
  for (const { index, 1: slash } of text.matchAll(SELECT)) {
    take(index);
    from = slash === '' ? index : undefined;
  }
  take(text.length);
  return markup;
}
