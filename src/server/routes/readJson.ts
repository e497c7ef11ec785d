import type { TextFault } from '../../protocol/faults';
import { deepestPlace, endOfString, faultOf, isBlank, MOST_LEVELS, placeOf } from './json';
import { pauseAfter, Slices } from './slices';

/** A JSON text as a value, or the end of a sentence that says why it is not JSON. */
type JsonRead =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'malformed';
      readonly why: string;
      /** The mistake and its place, where it has one. */
      readonly fault?: TextFault;
    };

/** Characters parsed in one piece: some milliseconds for any content. */
export const AT_ONCE = 64 * 1024;
/** The most names of one object: V8 moves all of them at once whenever it makes room for more. */
const MOST_NAMES = 100_000;

/** The text is not JSON, or not JSON that is accepted. */
class Malformed extends Error {
  /** @param at the offset of the fault; undefined for a message that names no place, or has named it */
  constructor(
    message: string,
    readonly at?: number,
  ) {
    super(message);
  }
}

/** Parses a JSON text in slices, with the result of `JSON.parse`, which would block for a second on 10 MB of small objects. */
export async function readJson(text: string): Promise<JsonRead> {
  try {
    if (text.length <= AT_ONCE) return { kind: 'value', value: parseWhole(text) };
    const reader = new Reader(text);
    const slices = new Slices();
    while (reader.read(AT_ONCE)) if (slices.isOver(AT_ONCE)) await slices.next();
    return { kind: 'value', value: reader.value() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { message, at } = error;
    if (at === undefined) return { kind: 'malformed', why: message };
    // A pause before counting the line breaks of a text of 10 MB.
    await pauseAfter(text.length);
    const { line, column } = placeOf(text, at);
    const why = `is not JSON: ${message} at line ${line}, column ${column}`;
    return { kind: 'malformed', why, fault: { message, line, column } };
  }
}

function parseWhole(text: string): unknown {
  if (deepestPlace(text) !== undefined) throw tooDeep();
  try {
    return JSON.parse(text);
  } catch {
    // V8's message names the place of some faults only.
    const { message, line, column } = faultOf(text) ?? { message: 'it cannot be read', line: 1, column: 1 };
    throw new Malformed(`is not JSON: ${message} at line ${line}, column ${column}`);
  }
}

const NO_VALUE = 'this is no JSON value';
const NO_COMMA = 'a comma is expected';
const UNENDED = 'a closing bracket is expected';

const tooDeep = (): Malformed => new Malformed(`is nested deeper than ${MOST_LEVELS} levels`);

/** Finds the containers of a text that are too long to be parsed at once, and parses the text between them. */
class Reader {
  private at = 0;
  /** Containers around the current place. The whole text counts as the one member of a list. */
  private readonly open: Container[];

  constructor(private readonly text: string) {
    this.open = [new Container(text, -1, true)];
  }

  /** Reads so many characters, or a string that is longer; returns whether any are left. */
  read(count: number): boolean {
    const { text } = this;
    for (const until = Math.min(this.at + count, text.length); this.at < until; this.at += 1) {
      switch (text.charCodeAt(this.at)) {
        case 0x22: // "
          this.at = endOfString(text, this.at);
          break;
        case 0x5b: // [
          this.begin(true);
          break;
        case 0x7b: // {
          this.begin(false);
          break;
        case 0x2c: // ,
          this.open.at(-1)?.comma(this.at);
          break;
        case 0x5d: // ]
          this.end(true);
          break;
        case 0x7d: // }
          this.end(false);
          break;
        default:
      }
    }
    return this.at < text.length;
  }

  value(): unknown {
    const [whole, ...rest] = this.open;
    const members = rest.length === 0 ? whole?.end(this.text.length, true)?.value : undefined;
    if (!Array.isArray(members) || members.length !== 1) throw new Malformed(UNENDED, this.text.length);
    return members[0];
  }

  private begin(isList: boolean): void {
    if (this.open.length > MOST_LEVELS) throw tooDeep();
    this.open.push(new Container(this.text, this.at, isList));
  }

  private end(isList: boolean): void {
    const ended = this.open.pop();
    const around = this.open.at(-1);
    if (!ended || !around || ended.isList !== isList) throw new Malformed(NO_VALUE, this.at);
    const parsed = ended.end(this.at, false);
    if (parsed) around.adopt(ended, parsed.value, this.at);
  }
}

/** The offset of a fault, which its line and column tell. */
function offsetOf(text: string, { line, column }: Pick<TextFault, 'line' | 'column'> = START): number {
  let start = 0;
  for (let left = line - 1, at = 0; left > 0 && at < text.length; at += 1) {
    if (!/[\r\n]/.test(text.charAt(at)) || (text[at] === '\r' && text[at + 1] === '\n')) continue;
    left -= 1;
    start = at + 1;
  }
  return start + column - 1;
}

const START = { line: 1, column: 1 };

/** A list or an object. While short, it stays text and is parsed together with the container around it. */
class Container {
  /** Start of the text not parsed yet, and start of the current member. */
  private from: number;
  private member: number;
  private list: unknown[] = [];
  private readonly fields: Record<string, unknown> = {};
  /** Number of parsed members. */
  private count = 0;
  /** Whether the current member is parsed: only a comma or the end may follow. */
  private hasMember = false;

  constructor(
    private readonly text: string,
    private readonly start: number,
    readonly isList: boolean,
  ) {
    this.from = start + 1;
    this.member = this.from;
  }

  /** A comma between two members. */
  comma(at: number): void {
    if (this.hasMember || at - this.from >= AT_ONCE) this.parse(at);
    this.member = at + 1;
  }

  /** The end of the container; undefined for one that stays text. */
  end(at: number, mustParse: boolean): { readonly value: unknown } | undefined {
    if (!mustParse && this.count === 0 && at - this.start < AT_ONCE) return undefined;
    if (this.count > 0 || !isBlank(this.text, this.from, at)) this.parse(at);
    return { value: this.isList ? this.list : this.fields };
  }

  /** Takes a parsed container as the current member. */
  adopt({ start }: Container, value: unknown, end: number): void {
    if (this.hasMember) throw new Malformed(NO_COMMA, start);
    if (this.from < this.member) this.parse(this.member - 1);
    const lead = this.text.slice(this.from, start);
    if (this.isList) {
      if (!isBlank(lead)) throw new Malformed(NO_VALUE, this.from);
      this.list.push(value);
    } else {
      // A name and a colon, and nothing else, make an object of one field.
      const [name = ''] = Object.keys(this.parsed(`${lead}0`) as object);
      this.set(name, value);
    }
    this.count += 1;
    this.from = end + 1;
    this.hasMember = true;
  }

  /** Parses the members up to a comma or the end. */
  private parse(to: number): void {
    if (this.hasMember) {
      if (!isBlank(this.text, this.from, to)) throw new Malformed(NO_COMMA, this.from);
    } else {
      const members = this.parsed(this.text.slice(this.from, to));
      const before = this.count;
      if (Array.isArray(members)) for (const each of members) this.push(each);
      else for (const [name, each] of Object.entries(members as object)) this.set(name, each);
      if (this.count === before) throw new Malformed('a value is expected', to);
    }
    this.hasMember = false;
    this.from = to + 1;
  }

  private parsed(members: string): unknown {
    const whole = this.isList ? `[${members}]` : `{${members}}`;
    try {
      return JSON.parse(whole);
    } catch {
      // Only a single long text or white space makes a part longer than this.
      const fault = whole.length <= 2 * AT_ONCE ? faultOf(whole) : undefined;
      throw new Malformed(fault?.message ?? NO_VALUE, this.from + Math.max(offsetOf(whole, fault) - 1, 0));
    }
  }

  private push(value: unknown): void {
    this.list.push(value);
    this.count += 1;
  }

  private set(name: string, value: unknown): void {
    this.count += 1;
    if (this.count > MOST_NAMES) throw new Malformed(`has an object with more than ${MOST_NAMES} names`);
    // An assignment to `__proto__` would call its setter.
    Object.defineProperty(this.fields, name, { value, writable: true, enumerable: true, configurable: true });
  }
}
