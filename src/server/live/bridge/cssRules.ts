import type { Range } from '../../../protocol/offsets';

/** A declaration as written, with its place. */
interface Declaration extends Range {
  /** In lower case, but for custom properties. */
  readonly name: string;
}

/** A rule of a style sheet: a style rule, or an at-rule with a block. */
export interface CssRule {
  /** Selector, or at-rule with its prelude, as written without comments. */
  readonly prelude: string;
  /** Where the prelude stands. */
  readonly head: Range;
  /** Behind the closing brace, or the end of the text. */
  end: number;
  readonly declarations: Declaration[];
  readonly rules: CssRule[];
}

/** A sheet is a rule without a prelude. Statements such as `@import` are rules without a block. */
export type CssSheet = CssRule;

/** Pieces that end nothing, then single characters (CSS Syntax 3, 4: CDO and CDC, comments, strings, escapes, unquoted URLs). */
const PIECE =
  /<!--|-->|\/\*[^]*?(?:\*\/|$)|"(?:\\[^]|[^"\\\n])*["\n]?|'(?:\\[^]|[^'\\\n])*['\n]?|\\[^]?|url\(\s*(?!["'\s])(?:\\[^]|[^\\)])*\)?|[\w-]+|\s+|[^]/gi;

/** The name of a declaration. White space ends an escape of digits (CSS Syntax 3, 4.3.7). */
const NAME = /^((?:\\[0-9a-f]{1,6}\s?|\\[^]|[^\s:\\])+)\s*:/i;

/** Decodes escapes (CSS Syntax 3, 4.3.7). */
export const unescaped = (text: string): string =>
  text.replace(/\\(?:([0-9a-f]{1,6})\s?|([^]))/gi, (_, code: string | undefined, other: string | undefined) =>
    code === undefined ? (other ?? '') : codePoint(Number.parseInt(code, 16)),
  );

const codePoint = (code: number): string =>
  code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD';

/** A text with each comment replaced by a space; comments inside strings are none. */
export const withoutComments = (text: string): string =>
  text.replaceAll(PIECE, piece => (piece.startsWith('/*') ? ' ' : piece));

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
]);

class Reader {
  readonly sheet: CssSheet = emptyRule('', { start: 0, end: 0 });
  private readonly open: CssRule[] = [this.sheet];
  /** Closing brackets that are still missing: inside `(…)` and `[…]`, braces and semicolons end nothing. */
  private readonly due: string[] = [];
  private text = '';
  private isCustom = false;
  private start = -1;
  private last = 0;

  take(piece: string, at: number): void {
    if (isCommentDelimiter(piece) && this.start < 0 && this.open.length === 1) return;
    const due = this.due.at(-1);
    const closing = CLOSING.get(piece);
    if (piece === due) this.due.pop();
    else if (closing !== undefined) this.due.push(closing);
    const ends = this.due.length === 0 || piece === '}';
    if (ends && piece === '{' && !this.isCustomProperty()) return this.begin(at);
    if (piece === '{') this.due.push('}');
    // A `}` at the top of a sheet is an error in the next rule's prelude (CSS Syntax 3, 5.4.1).
    else if (ends && due !== '}' && piece === '}' && this.open.length > 1) return this.close(at);
    else if (ends && piece === ';') return this.statement();
    this.add(piece, at);
  }

  finish(length: number): void {
    this.statement();
    for (const rule of this.open) rule.end = length;
  }

  private get innermost(): CssRule {
    return this.open.at(-1) ?? this.sheet;
  }

  private add(piece: string, at: number): void {
    if (piece.startsWith('/*')) {
      // A comment ends a name of an at-rule, and parts no compound selector.
      if (/^\s*@/.test(this.text)) this.text += ' ';
      return;
    }
    this.text += piece;
    if (/^\s/.test(piece)) return;
    if (this.start < 0) this.start = at;
    this.last = at + piece.length;
  }

  /** The value of a custom property may have braces: `--x: { a: b }`. Asked once: a look at the text at each brace would be quadratic. */
  private isCustomProperty(): boolean {
    return (this.isCustom ||= /^\s*--[^\s:]+\s*:/.test(this.text));
  }

  private begin(at: number): void {
    const { head, prelude } = this.taken(at);
    const rule = emptyRule(prelude, head);
    this.innermost.rules.push(rule);
    this.open.push(rule);
  }

  private close(at: number): void {
    this.due.length = 0;
    this.statement();
    this.innermost.end = at + 1;
    if (this.open.length > 1) this.open.pop();
  }

  private statement(): void {
    const { head, prelude } = this.taken(this.last);
    if (prelude === '') return;
    if (prelude.startsWith('@')) {
      this.innermost.rules.push({ ...emptyRule(prelude, head), end: head.end });
      return;
    }
    // In a style attribute, Firefox passes over a stray brace.
    const own = prelude.replace(/^[}\s]+/, '');
    const start = head.start + prelude.length - own.length;
    const written = NAME.exec(own)?.[1];
    if (written === undefined) return;
    const name = unescaped(written);
    this.innermost.declarations.push({
      ...head,
      start,
      name: name.startsWith('--') ? name : name.toLowerCase(),
    });
  }

  private taken(at: number): { readonly head: Range; readonly prelude: string } {
    const start = this.start < 0 ? at : this.start;
    const taken = { head: { start, end: Math.max(start, this.last) }, prelude: this.text.trim() };
    this.text = '';
    this.isCustom = false;
    this.start = -1;
    return taken;
  }
}

/**
 * CDO and CDC are ignored between the rules of a sheet; anywhere else they invalidate their rule (CSS Syntax
 * 3, 5.4.1).
 */
const isCommentDelimiter = (piece: string): boolean => piece === '<!--' || piece === '-->';

const emptyRule = (prelude: string, head: Range): CssRule => ({
  prelude,
  head,
  end: head.end,
  declarations: [],
  rules: [],
});

/** Reads a style sheet's rules with their places. A rule that is half typed ends with the text. Pure. */
export function readRules(css: string): CssSheet {
  const reader = new Reader();
  for (const { 0: piece, index } of css.matchAll(PIECE)) reader.take(piece, index);
  reader.finish(css.length);
  return reader.sheet;
}

/** The rules around a place, from the outermost. */
export function rulesAround(sheet: CssSheet, offset: number): CssRule[] {
  const around: CssRule[] = [];
  const isAround = ({ head, end }: CssRule): boolean =>
    head.start <= offset && offset < Math.max(end, head.end + 1);
  for (let rule = sheet.rules.find(isAround); rule; rule = rule.rules.find(isAround)) around.push(rule);
  return around;
}
