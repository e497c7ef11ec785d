import { bare, define, method, unbound } from './language';
import { push } from './lists';

export const lower = method(String, 'toLowerCase');
export const slice = method(String, 'slice');
export const startsWith = method(String, 'startsWith');
export const indexIn = method(String, 'indexOf');
export const trim = method(String, 'trim');
export const contains = (text: string, part: string): boolean => indexIn(text, part) >= 0;
const encode = encodeURI;
const encodePart = encodeURIComponent;
const decode = decodeURIComponent;
export { decode, encode, encodePart };

const { exec } = RegExp.prototype;
const run = unbound(exec) as (pattern: RegExp, text: string) => RegExpExecArray | null;

/**
 * A regular expression for `replace` that a page cannot reach: that method looks up `exec` and `flags` on the expression
 * (ECMAScript, RegExpExec), so both are properties of its own. `match`, `test` and `partsOf` look up nothing.
 * @param flags those of the expression
 */
export function pattern(expression: RegExp, flags = ''): RegExp {
  const fix = (name: string, value: unknown): unknown => define(expression, name, bare({ value }));
  fix('exec', exec);
  fix('flags', flags);
  fix('global', contains(flags, 'g'));
  fix('unicode', false);
  return expression;
}

/** The first match; an expression with the flag `g` goes on behind the last one. */
export const match = run;

export function test(expression: RegExp, text: string): boolean {
  expression.lastIndex = 0;
  return run(expression, text) !== null;
}

const replaceBy = unbound(RegExp.prototype[Symbol.replace]) as (
  expression: RegExp,
  text: string,
  replacer: (...groups: string[]) => string,
) => string;

/** Replaces each match by the answer of a function, which gets the match and its groups. */
export const replace = (
  text: string,
  expression: RegExp,
  replacer: (match: string, first: string, second: string) => string,
): string => replaceBy(expression, text, replacer);

/** The parts of a text between a separator, without the empty ones. */
export function partsOf(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let from = 0;
  separator.lastIndex = 0;
  for (let found = run(separator, text); ; found = run(separator, text)) {
    const part = slice(text, from, found ? found.index : text.length);
    if (part !== '') push(parts, part);
    if (!found) return parts;
    from = found.index + (found[0] ?? '').length;
  }
}
