import type { Check } from '../../protocol/page';

/** The outer structure of a style sheet and the parts that a browser may not understand. */
export interface Scan {
  /** Whether every comment, string and bracket that opens also closes. */
  readonly isClosed: boolean;
  readonly checks: readonly Check[];
  /** By the index of each check. */
  readonly places: readonly ScanPlace[];
}

/** The place of a part in the text. */
interface ScanPlace {
  readonly start: number;
  readonly end: number;
  /** The block that it stands in. */
  readonly block: number;
  /** Whether it lies below `@supports`. */
  readonly isConditional: boolean;
}

// A comment, string, unquoted address, escape, mark, or run of anything else. A token without its end takes everything it has read, too:
// reading it again from each possible start would take minutes.
const TOKEN =
  /\/\*[^]*?(?:\*\/|$)|"(?:\\[^]?|[^"\\\n])*(?:"|(?=\n)|$)|'(?:\\[^]?|[^'\\\n])*(?:'|(?=\n)|$)|url\(\s*(?!["'\s])(?:\\[^]?|[^)\\])*(?:\)|$)|\\[^]|[{}();[\]]|(?:(?!\/\*|url\()[^"'\\{}();[\]])+|[^]/gi;
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
]);
/** Rules with descriptors instead of properties: a browser cannot be asked whether it knows them. */
const OF_DESCRIPTORS =
  /^@(?:font-face|property|counter-style|page|font-palette-values|view-transition|font-feature-values|position-try|color-profile)\b/i;
const OF_RULES = /^@(?:media|supports|layer|container|scope|starting-style|document)\b/i;

type Block = 'rules' | 'declarations' | 'other';

function blockOf(prelude: string, around: Block): Block {
  if (OF_DESCRIPTORS.test(prelude)) return 'other';
  if (OF_RULES.test(prelude)) return around;
  if (prelude.startsWith('@')) return 'other';
  return around === 'other' ? 'other' : 'declarations';
}

/** A token without its end: a comment, an address, or a string that ends with its line. */
function isCut(token: string): boolean {
  if (token.startsWith('/*')) return token.length < 4 || !token.endsWith('*/');
  if (/^url\(/i.test(token) && token.length > 4) return !token.endsWith(')');
  return /^["']/.test(token) && (token.length < 2 || !token.endsWith(token.charAt(0)));
}

class Scanner {
  readonly checks: Check[] = [];
  isClosed = true;
  private readonly open: string[] = [];
  private readonly blocks: Block[] = ['rules'];
  readonly places: ScanPlace[] = [];
  private readonly numbers: number[] = [0];
  private last = 0;
  /** For each open block, whether it lies below `@supports`. */
  private readonly conditions: boolean[] = [false];
  private text = '';
  /** Whether the text is only space: testing the whole text at each token would be quadratic. */
  private isBlank = true;
  /** Start of the current part, and the current token. */
  private start = 0;
  private at = 0;

  take(token: string, at: number): void {
    this.at = at;
    if (this.isBlank) this.start = at + token.length - token.trimStart().length;
    const isBracketed = this.open.length > 0 && this.open.at(-1) !== '}';
    if (isCut(token)) this.isClosed = false;
    if (token.startsWith('/*')) this.text += ' ';
    else if (token === '{' && !isBracketed) this.begin();
    else if (token === '}' && !isBracketed) this.end();
    else if (token === ';' && !isBracketed) this.statement();
    else this.add(token);
  }

  finish(): void {
    if (this.open.length > 0 || !this.isBlank) this.isClosed = false;
  }

  private get block(): Block {
    return this.blocks.at(-1) ?? 'rules';
  }

  private add(token: string): void {
    const closing = CLOSING.get(token);
    if (closing !== undefined) this.open.push(closing);
    else if (/^[)\]}]$/.test(token)) {
      if (this.open.at(-1) === token) this.open.pop();
      else this.isClosed = false;
    }
    this.text += token;
    this.isBlank &&= token.trim() === '';
  }

  /** Returns the text so far and begins the next part. */
  private cut(): string {
    const text = this.text.trim();
    this.text = '';
    this.isBlank = true;
    return text;
  }

  private begin(): void {
    const prelude = this.cut();
    // Nested selectors are relative to their rule: only the outer ones can be asked for alone.
    if (this.block === 'rules' && !prelude.startsWith('@')) this.check(['selector', prelude, '']);
    this.blocks.push(blockOf(prelude, this.block));
    this.open.push('}');
    this.numbers.push(++this.last);
    this.conditions.push(this.conditions.at(-1) === true || /^@supports\b/i.test(prelude));
  }

  private end(): void {
    this.statement();
    if (this.open.pop() === undefined) this.isClosed = false;
    else {
      this.blocks.pop();
      this.numbers.pop();
      this.conditions.pop();
    }
  }

  private statement(): void {
    const statement = this.cut();
    if (this.block !== 'declarations' || statement === '' || statement.startsWith('@')) return;
    const [, name = statement, value = ''] = /^([^:]*):([^]*)$/.exec(statement) ?? [];
    this.check(['declaration', name.trim(), value.replace(/!\s*important\s*$/i, '').trim()]);
  }

  private check(check: Check): void {
    this.checks.push(check);
    this.places.push({
      start: this.start,
      end: this.at,
      block: this.numbers.at(-1) ?? 0,
      isConditional: this.conditions.at(-1) ?? false,
    });
  }
}

/** Tokens between two pauses: less than a millisecond. */
const STRETCH = 256;

/** Reads the outer structure of a style sheet; yields so that other work can run. */
export function* scanning(css: string): Generator<undefined, Scan> {
  const scanner = new Scanner();
  let tokens = 0;
  for (const { 0: token, index } of css.matchAll(TOKEN)) {
    scanner.take(token, index);
    if (++tokens % STRETCH === 0) yield;
  }
  scanner.finish();
  return scanner;
}

/** Reads the outer structure of a style sheet in one piece. Pure. */
export function scan(css: string): Scan {
  const steps = scanning(css);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The most parts that a page is asked about for one update: more of them come from a paste, not from typing. */
const MOST = 32;

/** The new parts of a draft; `open` for a draft with an unclosed bracket, string or comment. Pure. */
export function checksFor(before: string, draft: string): readonly Check[] | 'open' {
  const { isClosed, checks } = scan(draft);
  const old = scan(before);
  if (!isClosed && old.isClosed) return 'open';
  const known = new Set(old.checks.map(check => check.join('\n')));
  const fresh = checks.filter(check => !known.has(check.join('\n')));
  return fresh.length > MOST ? [] : fresh;
}
