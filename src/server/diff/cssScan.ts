import type { Check } from '../../protocol/page';

/** The parts of a style sheet that a browser may fail to understand. */
export interface Scan {
  /** Whether every comment, string and bracket that opens also closes. */
  readonly isClosed: boolean;
  readonly checks: readonly Check[];
  /** Of each check. */
  readonly places: readonly ScanPlace[];
}

/** Where a part stands in the text. */
interface ScanPlace {
  readonly start: number;
  readonly end: number;
  /** The block that it stands in. */
  readonly block: number;
  /** Whether it is below `@supports`. */
  readonly isConditional: boolean;
}

// A comment, a string, an unquoted address, an escape, a mark, or a run of anything else.
const TOKEN =
  /\/\*[^]*?(?:\*\/|$)|"(?:\\[^]|[^"\\\n])*(?:"|(?=\n)|$)|'(?:\\[^]|[^'\\\n])*(?:'|(?=\n)|$)|url\(\s*(?!["'\s])(?:\\[^]|[^)\\])*(?:\)|$)|\\[^]|[{}();[\]]|(?:(?!\/\*|url\()[^"'\\{}();[\]])+|[^]/gi;
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
/** Rules whose declarations are no properties: a browser cannot be asked whether it knows them. */
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

/** A token that is cut off: a comment or an address without its end, a string that ends with its line. */
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
  /** By open block, whether it is below `@supports`. */
  private readonly conditions: boolean[] = [false];
  private text = '';
  /** Where the text of the part begins, and the token that is taken. */
  private start = 0;
  private at = 0;

  take(token: string, at: number): void {
    this.at = at;
    if (this.text.trim() === '') this.start = at + token.length - token.trimStart().length;
    const isBracketed = this.open.length > 0 && this.open.at(-1) !== '}';
    if (isCut(token)) this.isClosed = false;
    if (token.startsWith('/*')) this.text += ' ';
    else if (token === '{' && !isBracketed) this.begin();
    else if (token === '}' && !isBracketed) this.end();
    else if (token === ';' && !isBracketed) this.statement();
    else this.add(token);
  }

  finish(): void {
    if (this.open.length > 0 || this.text.trim() !== '') this.isClosed = false;
  }

  private get block(): Block {
    return this.blocks.at(-1) ?? 'rules';
  }

  private add(token: string): void {
    const closing = CLOSING[token];
    if (closing !== undefined) this.open.push(closing);
    else if (/^[)\]}]$/.test(token)) {
      if (this.open.at(-1) === token) this.open.pop();
      else this.isClosed = false;
    }
    this.text += token;
  }

  private begin(): void {
    const prelude = this.text.trim();
    // Selectors below another rule are relative to it: only the outer ones can be asked for alone.
    if (this.block === 'rules' && !prelude.startsWith('@')) this.check(['selector', prelude, '']);
    this.blocks.push(blockOf(prelude, this.block));
    this.open.push('}');
    this.numbers.push(++this.last);
    this.conditions.push(this.conditions.at(-1) === true || /^@supports\b/i.test(prelude));
    this.text = '';
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
    const statement = this.text.trim();
    this.text = '';
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

/** Pure: reads a style sheet's outer form. */
export function scan(css: string): Scan {
  const scanner = new Scanner();
  for (const { 0: token, index } of css.matchAll(TOKEN)) scanner.take(token, index);
  scanner.finish();
  return scanner;
}

/** The most that a page is asked about one update: more is a paste, not typing. */
const MOST = 32;

/** The parts of a draft that are new, or `open` for a draft with an unclosed bracket, string or comment. Pure. */
export function checksFor(before: string, draft: string): readonly Check[] | 'open' {
  const { isClosed, checks } = scan(draft);
  const old = scan(before);
  if (!isClosed && old.isClosed) return 'open';
  const known = new Set(old.checks.map(check => check.join('\n')));
  const fresh = checks.filter(check => !known.has(check.join('\n')));
  return fresh.length > MOST ? [] : fresh;
}
