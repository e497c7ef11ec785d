import { Tokenizer } from 'parse5';
import { ignoreTokens } from '../../diff/ignoreTokens';

/** A character reference, as far as it can reach. */
const REFERENCE = /&(?:#x?[0-9a-f]+|[a-z][0-9a-z]*);?/gi;

/** An attribute's value, and how it is written. */
interface Decoded {
  readonly text: string;
  /** The offset, in the value as written, of an offset in the text. */
  readonly at: (offset: number) => number;
}

/** Decodes the character references of an attribute's value. Pure. */
export function decodedValue(written: string): Decoded {
  let text = '';
  let last = 0;
  const offsets: number[] = [];
  const add = (part: string, step: 0 | 1, from: number): void => {
    for (let index = 0; index < part.length; index++) offsets.push(from + index * step);
    text += part;
  };
  for (const { 0: reference, index } of written.matchAll(REFERENCE)) {
    add(written.slice(last, index), 1, last);
    last = index + reference.length;
    const decoded = valueOf(reference, written[last] === '=');
    add(decoded, decoded === reference ? 1 : 0, index);
  }
  add(written.slice(last), 1, last);
  return { text, at: offset => offsets[offset] ?? written.length };
}

/** In attributes, a name without a semicolon before `=` is none (WHATWG HTML, 13.2.5.73). */
function valueOf(reference: string, isBeforeEqualsSign: boolean): string {
  let value = reference;
  const tokenizer = new Tokenizer(
    {},
    { ...ignoreTokens, onStartTag: ({ attrs: [attribute] }) => (value = attribute?.value ?? reference) },
  );
  tokenizer.write(`<a a="${reference}${isBeforeEqualsSign ? '=' : ''}">`, true);
  return isBeforeEqualsSign ? value.slice(0, -1) : value;
}
