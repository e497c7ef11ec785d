import type { Range } from '../../../protocol/offsets';
import { partsOf, piecesOf } from './specificity';

/** A declaration as written, with its place. */
export interface Declaration extends Range {
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

/** Pieces that end nothing, then single characters (CSS Syntax 3, 4: comments, strings, escapes, unquoted URLs). */
const PIECE =
  /\/\*[^]*?(?:\*\/|$)|"(?:\\[^]|[^"\\\n])*["\n]?|'(?:\\[^]|[^'\\\n])*['\n]?|\\[^]?|url\(\s*(?!["'\s])(?:\\[^]|[^\\)])*\)?|[\w-]+|\s+|[^]/gi;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

class Reader {
  readonly sheet: CssSheet = emptyRule('', { start: 0, end: 0 });
  private readonly open: CssRule[] = [this.sheet];
  /** Closing brackets that are due: in `(…)` and `[…]` no brace and no semicolon ends anything. */
  private readonly due: string[] = [];
  private text = '';
  private start = -1;
  private last = 0;

  take(piece: string, at: number): void {
    const due = this.due.at(-1);
    if (piece === due) this.due.pop();
    else if (piece in CLOSING) this.due.push(CLOSING[piece] ?? '');
    const ends = this.due.length === 0 || piece === '}';
    if (ends && piece === '{' && !this.isCustomProperty()) return this.begin(at);
    if (piece === '{') this.due.push('}');
    else if (ends && due !== '}' && piece === '}') return this.close(at);
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
    if (piece.startsWith('/*')) return;
    this.text += piece;
    if (/^\s/.test(piece)) return;
    if (this.start < 0) this.start = at;
    this.last = at + piece.length;
  }

  /** The value of a custom property may have braces: `--x: { a: b }`. */
  private isCustomProperty(): boolean {
    return /^\s*--[^\s:]+\s*:/.test(this.text);
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
    const name = /^([^\s:]+)\s*:/.exec(prelude)?.[1];
    if (name === undefined) return;
    this.innermost.declarations.push({ ...head, name: name.startsWith('--') ? name : name.toLowerCase() });
  }

  private taken(at: number): { readonly head: Range; readonly prelude: string } {
    const start = this.start < 0 ? at : this.start;
    const taken = { head: { start, end: Math.max(start, this.last) }, prelude: this.text.trim() };
    this.text = '';
    this.start = -1;
    return taken;
  }
}

const emptyRule = (prelude: string, head: Range): CssRule => ({
  prelude,
  head,
  end: head.end,
  declarations: [],
  rules: [],
});

/** Reads a style sheet's rules with their places. What is half-typed ends with the text. Pure. */
export function readRules(css: string): CssSheet {
  const reader = new Reader();
  for (const { 0: piece, index } of css.matchAll(PIECE)) reader.take(piece, index);
  reader.finish(css.length);
  return reader.sheet;
}

/** The rules around a place, from the outermost. */
export function rulesAround(sheet: CssSheet, offset: number): CssRule[] {
  const rule = sheet.rules.find(
    ({ head, end }) => head.start <= offset && offset < Math.max(end, head.end + 1),
  );
  return rule ? [rule, ...rulesAround(rule, offset)] : [];
}

const isStyle = ({ prelude }: CssRule): boolean => !prelude.startsWith('@');

/** The one selector of nested rules, outermost first: `.card { & h2 {} }` is `:is(.card) h2`. Undefined where there is none. */
export function selectorOf(rules: readonly CssRule[]): string | undefined {
  if (
    rules.some(({ prelude }) =>
      /^@(?:-\w+-)?(?:keyframes|font-face|page|property|counter-style)/i.test(prelude),
    )
  )
    return undefined;
  return rules
    .filter(isStyle)
    .reduce<string | undefined>(
      (outer, { prelude }) => (outer === undefined ? prelude : nestedIn(outer, prelude)),
      undefined,
    );
}

/** A nested rule's selectors with `&` replaced; one without `&` stands below its parent, be it by a combinator (CSS Nesting 1, 3). */
function nestedIn(outer: string, prelude: string): string {
  const parent = `:is(${outer})`;
  const selectors = partsOf(piecesOf(prelude)).map(pieces => {
    const whole = pieces.map(piece => (piece === '&' ? parent : piece)).join('');
    const text = whole.trim();
    const isRelative = /^[>+~]/.test(text) || !pieces.includes('&');
    return isRelative ? `${parent} ${text}` : text;
  });
  return selectors.join(', ');
}
