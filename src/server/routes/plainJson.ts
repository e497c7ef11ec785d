import { endOfComment, endOfString, MOST_LEVELS } from './json';
import { Slices } from './slices';

/** The text as plain JSON, or the first character that no JSON has. */
type PlainJson =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'faulty'; readonly message: string; readonly at: number };

/** Characters between two looks at the clock. */
const AT_ONCE = 4096;
const OPENS = '[{';
const CLOSES = ']}';
/** A comma after one of these follows no value, so it is not a trailing comma. */
const NO_VALUE = '[{,:';

/** Replaces comments and trailing commas by blanks, so that every offset, line and column stays. In slices. */
export async function plainJson(text: string): Promise<PlainJson> {
  const blanks: Blank[] = [];
  const slices = new Slices();
  let [depth, last, before] = [0, '', ''];
  let comma = -1;
  let looked = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (at - looked > AT_ONCE) {
      if (slices.isOver(at - looked)) await slices.next();
      looked = at;
    }
    const char = text.charAt(at);
    if (char === '/') {
      const end = endOfComment(text, at);
      if (end === undefined) return { kind: 'faulty', message: 'a comment does not end', at };
      if (end > at) blanks.push([at, end]);
      at = Math.max(at, end - 1);
      continue;
    }
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t') continue;
    if (OPENS.includes(char) && (depth += 1) > MOST_LEVELS)
      return { kind: 'faulty', message: `values are nested deeper than ${MOST_LEVELS} levels`, at };
    if (CLOSES.includes(char)) {
      depth -= 1;
      if (last === ',' && before !== '' && !NO_VALUE.includes(before)) blanks.push([comma, comma + 1]);
    }
    if (char === ',') comma = at;
    if (char === '"') at = endOfString(text, at);
    [before, last] = [last, char];
  }
  return { kind: 'plain', text: await blanked(text, blanks, slices) };
}

type Blank = readonly [from: number, to: number];

/** Writes into bytes in place: joining that many pieces of text would take longer than reading them. */
async function blanked(text: string, blanks: readonly Blank[], slices: Slices): Promise<string> {
  if (blanks.length === 0) return text;
  const bytes = Buffer.from(text, 'utf16le');
  for (const [from, to] of blanks) {
    for (let at = from; at < to; at += 1)
      if (!/[\r\n]/.test(text.charAt(at))) bytes.writeUInt16LE(0x20, 2 * at);
    if (slices.isOver(to - from)) await slices.next();
  }
  return bytes.toString('utf16le');
}
