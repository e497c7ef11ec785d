import type { ConsoleValue } from '../../protocol/consoleMessages';
import { push } from '../own/lists';
import { match, slice } from '../own/text';
import { plainText } from '../own/console/natives';
import type { Describer } from './values';

/** Console Standard, Formatter; `%%` as browsers take it. */
const SPECIFIER = /%[sdifoOc%]/g;
const INTEGER = /^\s*[+-]?(?:0[xX][\da-fA-F]+|\d+)/;
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity)/;
const LONGEST_STYLE = 500;
/** Values described in a message that is already too long. */
const MOST_BEYOND = 20;

/** The number at the beginning of a text, as `parseInt` and `parseFloat` read it; undefined for an object. */
function numberIn(value: unknown, shape: RegExp): string {
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') return 'NaN';
  const found = match(shape, plainText(value));
  return found ? plainText(+(found[0] ?? '')) : 'NaN';
}

/** The arguments of a call as a console writes them. */
export class Formatter {
  private readonly made: ConsoleValue[] = [];
  private style: string | undefined;
  /** Text that is not added yet: specifiers of texts join it. */
  private words = '';
  private isCut = false;

  constructor(
    private readonly describer: Describer,
    private readonly given: readonly unknown[],
  ) {}

  /** @param isPlain whether the first argument has no specifiers */
  format(isPlain: boolean): ConsoleValue[] {
    const first = this.given[0];
    let next = 0;
    if (typeof first === 'string' && !isPlain) next = this.fill(first, 1);
    for (; next < this.given.length && this.hasRoom(); next++) this.add(this.given[next]);
    if (this.isCut) push(this.made, this.describer.words('…'));
    return this.made;
  }

  /** The live channel ends a page whose messages are too long or have too many values. */
  private hasRoom(): boolean {
    this.isCut ||= this.describer.isSpent && this.made.length >= MOST_BEYOND;
    return !this.isCut;
  }

  private fill(text: string, from: number): number {
    let at = 0;
    let next = from;
    SPECIFIER.lastIndex = 0;
    for (let found = match(SPECIFIER, text); found && this.hasRoom(); found = match(SPECIFIER, text)) {
      const kind = found[0][1] ?? '';
      if (kind !== '%' && next >= this.given.length) continue;
      this.words += slice(text, at, found.index);
      at = found.index + 2;
      if (kind === '%') this.words += '%';
      else this.put(kind, this.given[next++]);
    }
    this.words += slice(text, at);
    this.flush(text === '');
    return next;
  }

  private put(kind: string, value: unknown): void {
    if (kind === 'c') {
      this.flush();
      this.style = typeof value === 'string' ? slice(value, 0, LONGEST_STYLE) : '';
    } else if (kind === 'd' || kind === 'i')
      this.words += typeof value === 'bigint' ? `${plainText(value)}n` : numberIn(value, INTEGER);
    else if (kind === 'f') this.words += numberIn(value, DECIMAL);
    else if (kind === 's' && (typeof value !== 'object' || value === null) && typeof value !== 'function')
      this.words += plainText(value);
    else {
      this.flush();
      this.glue(this.describer.value(value));
    }
  }

  private add(value: unknown): void {
    push(this.made, typeof value === 'string' ? this.describer.words(value) : this.describer.value(value));
  }

  private flush(always = false): void {
    if (this.words !== '' || always) this.glue(this.describer.words(this.words, this.style));
    this.words = '';
  }

  /** Adds a part of the text with specifiers. */
  private glue(value: ConsoleValue): void {
    push(this.made, this.made.length === 0 ? value : { ...value, glued: true });
  }
}
