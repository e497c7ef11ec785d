import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { TextFault } from '../../protocol/faults';

/** The place of a fault. */
export type Span = Required<Omit<TextFault, 'message'>>;

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

export function spanOf(text: string, offset: number, length: number): Span {
  const start = positionOf(text, offset);
  const end = positionOf(text, offset + length);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/**
 * The first fault of a JSON text; undefined if there is none. Pure.
 * @param comments whether comments and trailing commas are allowed, as in VS Code's own settings
 */
export function faultOf(text: string, comments = false): TextFault | undefined {
  return readTree(text, comments).fault;
}

/** The syntax tree of a JSON text, and its first fault. Pure. */
export function readTree(
  text: string,
  comments: boolean,
): { readonly tree: Node | undefined; readonly fault: TextFault | undefined } {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, {
    disallowComments: !comments,
    allowTrailingComma: comments,
    allowEmptyContent: false,
  });
  const [first] = errors;
  const fault = first && {
    message: SENTENCES[printParseErrorCode(first.error)] ?? 'this is no JSON',
    ...spanOf(text, first.offset, Math.max(first.length, 1)),
  };
  return { tree, fault };
}
