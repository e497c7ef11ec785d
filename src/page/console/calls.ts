import {
  type ConsoleEntry,
  type ConsoleLevel,
  type ConsoleValue,
  type EntryKind,
  MOST_FRAMES,
} from '../../protocol/consoleMessages';
import { now, OwnMap, round } from '../own/language';
import { part, push } from '../own/lists';
import { slice } from '../own/text';
import { sinceStart } from '../own/window';
import { Formatter } from './format';
import { plainText, stackHere } from '../own/console/natives';
import type { Objects } from './objects';
import type { Outbox } from './outbox';
import { framesOf } from './stack';
import { tableOf } from './table';
import { Describer } from './values';

const LEVELS: Readonly<Record<string, ConsoleLevel>> = {
  error: 'error',
  assert: 'error',
  warn: 'warning',
  debug: 'debug',
};

interface Call {
  readonly kind: EntryKind;
  readonly level: ConsoleLevel;
  readonly given: readonly unknown[];
  /** Whether the arguments are printed as they are, without format specifiers. */
  readonly isPlain?: boolean;
  /** Before the arguments. */
  readonly head?: string;
  readonly table?: unknown;
}

const MOST_LABELS = 1_000;
const labelOf = (value: unknown): string =>
  value === undefined || (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? 'default'
    : slice(plainText(value), 0, 200);

/** Turns calls of console methods into entries. */
export class Calls {
  private depth = 0;
  private readonly counts = new OwnMap<string, number>();
  private readonly timers = new OwnMap<string, number>();

  constructor(
    private readonly objects: Objects,
    private readonly outbox: Outbox,
  ) {}

  /** Takes the call of a method by its name. */
  take(method: string, given: readonly unknown[]): void {
    const level = LEVELS[method] ?? 'info';
    switch (method) {
      case 'groupEnd':
        if (this.depth > 0) this.depth -= 1;
        return;
      case 'group':
      case 'groupCollapsed':
        this.tell({ kind: method, level, given: given.length > 0 ? given : ['console.group'] });
        this.depth += 1;
        return;
      case 'clear':
        this.depth = 0;
        return this.tell({ kind: 'clear', level, given: [] });
      case 'trace':
        return this.tell({ kind: 'trace', level, given: given.length > 0 ? given : ['console.trace'] });
      case 'assert':
        return given[0] ? undefined : this.assert(given);
      case 'table':
        return this.tell({ kind: 'table', level, given: part(given, 0, 1), table: given[1] });
      case 'dir':
        return this.tell({ kind: 'plain', level, given: part(given, 0, 1), isPlain: true });
      case 'count':
      case 'countReset':
        return this.count(method, labelOf(given[0]));
      case 'time':
      case 'timeLog':
      case 'timeEnd':
        return this.time(method, labelOf(given[0]), given);
      default:
        return this.tell({ kind: 'plain', level, given });
    }
  }

  /** An error that the page did not handle. @param stack of the place, where the error has none */
  uncaught(head: string, given: readonly unknown[], stack: string): void {
    this.tell({ kind: 'uncaught', level: 'error', given, isPlain: true, head }, stack);
  }

  private assert(given: readonly unknown[]): void {
    const head = 'Assertion failed';
    const level = 'error';
    const first = given[1];
    if (typeof first !== 'string') return this.tell({ kind: 'plain', level, given: part(given, 1), head });
    const rest = part(given, 1);
    rest[0] = `${head}: ${first}`;
    this.tell({ kind: 'plain', level, given: rest });
  }

  private count(method: string, label: string): void {
    const known = this.counts.get(label);
    if (method === 'countReset') {
      if (known === undefined) this.say('warning', `Count for '${label}' does not exist`);
      this.counts.delete(label);
      return;
    }
    if (known === undefined && this.counts.size >= MOST_LABELS) return;
    this.counts.set(label, (known ?? 0) + 1);
    this.say('info', `${label}: ${(known ?? 0) + 1}`);
  }

  private time(method: string, label: string, given: readonly unknown[]): void {
    const began = this.timers.get(label);
    if (method === 'time') {
      if (began !== undefined) this.say('warning', `Timer '${label}' already exists`);
      else if (this.timers.size < MOST_LABELS) this.timers.set(label, sinceStart());
      return;
    }
    if (began === undefined) return this.say('warning', `Timer '${label}' does not exist`);
    const head = `${label}: ${round((sinceStart() - began) * 1000) / 1000} ms`;
    if (method === 'timeEnd') this.timers.delete(label);
    const rest = method === 'timeLog' ? part(given, 1) : [];
    this.tell({ kind: 'plain', level: 'info', given: rest, isPlain: true, head });
  }

  private say(level: ConsoleLevel, text: string): void {
    this.tell({ kind: 'plain', level, given: [text], isPlain: true });
  }

  private tell(call: Call, stack = stackHere()): void {
    this.outbox.add(keyOf(call, this.depth, stack), () => this.entryOf(call, stack));
  }

  private entryOf({ kind, level, given, isPlain = false, head, table }: Call, stack: string): ConsoleEntry {
    const describer = new Describer(this.objects);
    const shown: ConsoleValue[] = head === undefined ? [] : [describer.words(head)];
    const rest = new Formatter(describer, given).format(isPlain);
    for (let at = 0; at < rest.length; at++) push(shown, rest[at] as ConsoleValue);
    const isLong = kind === 'trace' || kind === 'uncaught' || level === 'error' || level === 'warning';
    const frames = framesOf(stack, isLong ? MOST_FRAMES : 1);
    const entry = { kind, level, time: now(), values: shown, depth: this.depth, frames, count: 1 };
    // A table has its own limits: the description of the object has used up the others.
    const made = kind === 'table' ? tableOf(given[0], table, new Describer(this.objects)) : undefined;
    return made ? { ...entry, table: made } : entry;
  }
}

/** Equal for calls with the same values at the same place; empty where an object is among them. */
function keyOf({ kind, level, given, head = '' }: Call, depth: number, stack: string): string {
  if (kind !== 'plain' && kind !== 'uncaught') return '';
  let key = `${kind} ${level} ${depth} ${head}`;
  for (let at = 0; at < given.length; at++) {
    const value = given[at];
    const isOpen = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (isOpen && kind !== 'uncaught') return '';
    key += `\0${typeof value} ${isOpen ? '' : plainText(value)}`;
  }
  return `${key}\0${stack}`;
}
