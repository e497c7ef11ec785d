import {
  type ConsoleValue,
  DEPTH,
  MOST_FRAMES,
  MOST_OF_ENTRY,
  MOST_PROPERTIES,
  type Property,
  type ValueKind,
} from '../../protocol/consoleMessages';
import { isArray, min } from '../own/language';
import { push } from '../own/lists';
import { slice } from '../own/text';
import { className, errorText, functionText, stackOf } from './classes';
import {
  bytesOf,
  flagsOf,
  lengthOfTyped,
  plainText,
  primitiveIn,
  sizeOfMap,
  sizeOfSet,
  sourceOf,
  textOfDate,
  typeOfArray,
  typeOfNode,
} from '../own/console/natives';
import { tagOf } from './nodes';
import type { Objects } from './objects';
import { membersOf } from './properties';
import { framesOf } from './stack';

const LONGEST_NAME = 200;

/** The kind of an object and its text, without running code of the page. */
function headOf(value: object): readonly [kind: ValueKind, text: string] {
  if (typeof value === 'function') return ['function', functionText(value)];
  if (isArray(value)) return ['array', `${className(value) || 'Array'}(${value.length})`];
  if (typeOfNode(value) !== undefined) return ['node', tagOf(value as Node)];
  const error = errorText(value);
  if (error !== undefined) return ['error', error];
  const map = sizeOfMap(value);
  if (map !== undefined) return ['map', `${className(value) || 'Map'}(${map})`];
  const set = sizeOfSet(value);
  if (set !== undefined) return ['set', `${className(value) || 'Set'}(${set})`];
  const list = typeOfArray(value);
  if (list !== undefined) return ['array', `${list}(${lengthOfTyped(value) ?? 0})`];
  const date = textOfDate(value);
  if (date !== undefined) return ['date', date];
  const name = className(value);
  // The getters also answer for `RegExp.prototype`, with a text that no expression has.
  const source = sourceOf(value);
  if (source !== undefined && name !== 'Object') return ['regexp', `/${source}/${flagsOf(value) ?? ''}`];
  const bytes = bytesOf(value);
  if (bytes !== undefined) return ['object', `${name}(${bytes})`];
  const inner = primitiveIn(value);
  if (inner !== undefined) return ['object', `${name} {${slice(plainText(inner), 0, LONGEST_NAME)}}`];
  return ['object', name || 'Object'];
}

/** Describes the values of one message, within the bounds of it. */
export class Describer {
  private left: number;

  /** @param depth levels of properties that travel with the message */
  constructor(
    private readonly objects: Objects,
    readonly depth = DEPTH,
    left = MOST_OF_ENTRY,
  ) {
    this.left = left;
  }

  /** Whether the message is as long as it may be. */
  get isSpent(): boolean {
    return this.left <= 0;
  }

  /** A text as a part of the message itself. */
  words(text: string, style?: string): ConsoleValue {
    const value = this.cut('text', text);
    return style === undefined ? value : { ...value, style };
  }

  value(value: unknown, level = 0): ConsoleValue {
    if (typeof value === 'string') return this.cut('string', value);
    if (value === null) return this.plain('null', 'null');
    if (typeof value === 'bigint') return this.plain('bigint', `${slice(plainText(value), 0, 1000)}n`);
    if (typeof value !== 'object' && typeof value !== 'function')
      return this.plain(typeof value, slice(plainText(value), 0, 1000));
    return this.object(value, level);
  }

  /** Properties from an index on, and whether there are more. */
  members(object: object, from: number, level: number): { properties: Property[]; more: boolean } {
    const properties: Property[] = [];
    const { members, more } = membersOf(object, from, MOST_PROPERTIES);
    for (let at = 0; at < members.length; at++) {
      const member = members[at];
      if (!member) break;
      if (this.left <= 0) return { properties, more: true };
      const name = slice(member.name, 0, LONGEST_NAME);
      this.left -= name.length + 12;
      push(properties, [name, this.member(member, level)]);
    }
    return { properties, more };
  }

  private member(member: ReturnType<typeof membersOf>['members'][number], level: number): ConsoleValue {
    if (member.kind === 'getter') return this.plain('getter', '(…)');
    if (member.kind === 'empty') return this.plain('undefined', 'empty');
    if (member.kind === 'value') return this.value(member.value, level);
    const properties: Property[] = [];
    push(properties, ['key', this.value(member.key, level)]);
    push(properties, ['value', this.value(member.value, level)]);
    return { kind: 'pair', text: '', properties };
  }

  /** Traps of a Proxy may throw, and those of a revoked one always do. */
  private object(value: object, level: number): ConsoleValue {
    try {
      return this.described(value, level);
    } catch {
      return this.plain('object', 'Proxy');
    }
  }

  private described(value: object, level: number): ConsoleValue {
    const head = headOf(value);
    const kind = head[0];
    const { text } = this.cut(kind, head[1]);
    const isDeep = level >= this.depth || this.left <= 0;
    if (kind === 'regexp' || kind === 'date') return { kind, text };
    // Nodes and functions are rarely opened, and have many properties.
    if (isDeep || kind === 'node' || kind === 'function') return { kind, text, id: this.objects.keep(value) };
    const { properties, more } = this.members(value, 0, level + 1);
    const shown = properties.length > 0 ? { properties } : {};
    const id = more ? { id: this.objects.keep(value) } : {};
    const stack = kind === 'error' ? framesOf(stackOf(value as Error), MOST_FRAMES) : [];
    const frames = stack.length > 0 ? { frames: stack } : {};
    return { kind, text, ...shown, ...id, ...frames };
  }

  private plain(kind: ValueKind, text: string): ConsoleValue {
    this.left -= text.length + 12;
    return { kind, text };
  }

  private cut(kind: ValueKind, text: string): ConsoleValue {
    const most = min(this.left > 200 ? this.left : 200, MOST_OF_ENTRY);
    this.left -= (text.length < most ? text.length : most) + 12;
    return text.length <= most ? { kind, text } : { kind, text: slice(text, 0, most), length: text.length };
  }
}
