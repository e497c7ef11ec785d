import { type ParseError, type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import type { TextFault } from '../../protocol/faults';

/** The place of a fault. */
export type Span = Required<Omit<TextFault, 'message'>>;

/** The deepest nesting that is read: parsers and printers recurse, and a printed level is indented by its depth. */
export const MOST_LEVELS = 200;

const SENTENCES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON value',
  InvalidNumberFormat: 'this is no JSON number',
  PropertyNameExpected: 'a property name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is expected',
  CloseBracketExpected: 'a closing bracket is expected',
  EndOfFileExpected: 'nothing may follow the value',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a string does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: '“\\u” is followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'a backslash is followed by one of " \\ / b f n r t u',
  InvalidCharacter: 'this character must be escaped',
};

const sentenceOf = (code: ParseErrorCode): string =>
  SENTENCES[printParseErrorCode(code)] ?? 'this is no JSON';

/** Offsets of the line starts of a text, so that finding a place does not search the whole text. */
export class Lines {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) this.starts.push(at + 1);
    }
  }

  span(offset: number, length: number): Span {
    const [start, end] = [this.place(offset), this.place(offset + length)];
    return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  }

  private place(offset: number): { line: number; column: number } {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}

/** The offset of the first bracket beyond `MOST_LEVELS`; undefined for a text that is not nested so deeply. Pure. */
export function deepestPlace(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '[':
      case '{':
        depth += 1;
        if (depth > MOST_LEVELS) return at;
        break;
      case ']':
      case '}':
        depth -= 1;
        break;
      case '"':
        at = endOfString(text, at);
        break;
      case '/':
        at = Math.max(at, (endOfComment(text, at) ?? text.length) - 1);
        break;
      default:
    }
  }
  return undefined;
}

/** The offset of the quote that ends a string; the end of the text for one without. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slash = at - 1;
    while (slash > start && text.charCodeAt(slash) === 0x5c) slash -= 1;
    // An even number of backslashes escapes itself.
    if ((at - slash) % 2 === 1) return at;
  }
  return text.length;
}

/** Whether there is nothing but white space between two places. */
export function isBlank(text: string, from = 0, to = text.length): boolean {
  return /^[ \t\r\n]*$/.test(text.slice(from, to));
}

/** The line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  let [line, start] = [1, 0];
  for (let at = 0; at < offset; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x0a && (code !== 0x0d || text.charCodeAt(at + 1) === 0x0a)) continue;
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The offset after a comment; the same offset where none begins, undefined where it does not end. */
export function endOfComment(text: string, start: number): number | undefined {
  const opens = text.slice(start, start + 2);
  if (opens === '/*') {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? undefined : end + 2;
  }
  if (opens !== '//') return start;
  let end = start + 2;
  while (end < text.length && !/[\r\n]/.test(text.charAt(end))) end += 1;
  return end;
}

/**
 * The first fault of a JSON text; undefined if there is none. Pure.
 * @param isLoose whether comments and trailing commas are allowed
 */
export function faultOf(text: string, isLoose = false): TextFault | undefined {
  let found: ParseError | undefined;
  try {
    visit(
      text,
      {
        onError(error, offset, length) {
          found = { error, offset, length };
          // `visit` has no other way to stop, and would go on to the end of a large body.
          throw new SyntaxError(sentenceOf(error));
        },
      },
      isLoose ? { allowTrailingComma: true, allowEmptyContent: false } : { disallowComments: true },
    );
  } catch {
    // `SyntaxError` ends `visit`; the fault has been noted.
  }
  return found && faultAt(new Lines(text), found);
}

const faultAt = (lines: Lines, { error, offset, length }: ParseError): TextFault => ({
  message: sentenceOf(error),
  ...lines.span(offset, Math.max(length, 1)),
});
