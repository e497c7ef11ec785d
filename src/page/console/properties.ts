import { kidsOf } from '../own/dom';
import { isArray, min } from '../own/language';
import { push } from '../own/lists';
import { test } from '../own/text';
import {
  entriesIn,
  getOwnPropertyDescriptor,
  itemsIn,
  lengthOfTyped,
  isError,
  ownKeys,
  plainText,
  sizeOfMap,
  sizeOfSet,
  typeOfNode,
} from '../own/console/natives';

/** A member of an object. A getter is named and not run. */
export type Member =
  | { readonly kind: 'value'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'pair'; readonly name: string; readonly key: unknown; readonly value: unknown }
  | { readonly kind: 'getter'; readonly name: string }
  /** An item that an array does not have. */
  | { readonly kind: 'empty'; readonly name: string };

interface Members {
  readonly members: Member[];
  readonly more: boolean;
}

/** Above this many items, the other properties of an array are not read. */
const SHORT = 1_000;
const INDEX = /^\d+$/;

function named(object: object, key: PropertyKey, name: string): Member | undefined {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (!descriptor) return undefined;
  return 'value' in descriptor
    ? { kind: 'value', name, value: descriptor.value as unknown }
    : { kind: 'getter', name };
}

/** Items of a list, then the other properties of a short one. */
function indexed(list: object, length: number, from: number, most: number): Members {
  const members: Member[] = [];
  const to = min(length, from + most);
  for (let at = from; at < to; at++)
    push(members, named(list, at, `${at}`) ?? { kind: 'empty', name: `${at}` });
  if (to < length || length > SHORT || members.length >= most) return { members, more: to < length };
  const keys = ownKeys(list);
  for (let at = 0; at < keys.length && members.length < most; at++) {
    const key = keys[at] ?? '';
    const isOther = typeof key === 'string' && key !== 'length' && !test(INDEX, key);
    const member = isOther ? named(list, key, key) : undefined;
    if (member) push(members, member);
  }
  return { members, more: false };
}

function ofMap(map: object, size: number, from: number, most: number): Members {
  const members: Member[] = [];
  const entries = entriesIn(map, from, most);
  for (let at = 0; at < entries.length; at++)
    push(members, { kind: 'pair', name: `${from + at}`, key: entries[at]?.[0], value: entries[at]?.[1] });
  return { members, more: from + members.length < size };
}

function listed(items: readonly unknown[], from: number, size: number): Members {
  const members: Member[] = [];
  for (let at = 0; at < items.length; at++)
    push(members, { kind: 'value', name: `${from + at}`, value: items[at] });
  return { members, more: from + members.length < size };
}

/** Properties of errors that their head and their stack show already. */
const OF_ERRORS = [
  'stack',
  'message',
  'fileName',
  'lineNumber',
  'columnNumber',
  'line',
  'column',
  'sourceURL',
];

function isShown(object: object, key: PropertyKey): boolean {
  if (!isError(object)) return true;
  for (let at = 0; at < OF_ERRORS.length; at++) if (OF_ERRORS[at] === key) return false;
  return true;
}

function ofObject(object: object, from: number, most: number): Members {
  const members: Member[] = [];
  const keys = ownKeys(object);
  let at = from;
  for (; at < keys.length && members.length < most; at++) {
    const key = keys[at] ?? '';
    const member = isShown(object, key)
      ? named(object, key, typeof key === 'symbol' ? plainText(key) : key)
      : undefined;
    if (member) push(members, member);
  }
  return { members, more: at < keys.length };
}

/** Members of an object from an index on. Only a Proxy can run code of the page here; one that throws has no members. */
export function membersOf(object: object, from: number, most: number): Members {
  try {
    if (isArray(object)) return indexed(object, object.length, from, most);
    const typed = lengthOfTyped(object);
    if (typed !== undefined) return indexed(object, typed, from, most);
    const map = sizeOfMap(object);
    if (map !== undefined) return ofMap(object, map, from, most);
    const set = sizeOfSet(object);
    if (set !== undefined) return listed(itemsIn(object, from, most), from, set);
    if (typeOfNode(object) !== undefined) {
      const kids = kidsOf(object as Node);
      const shown: unknown[] = [];
      for (let at = from; at < kids.length && at < from + most; at++) push(shown, kids[at]);
      return listed(shown, from, kids.length);
    }
    return ofObject(object, from, most);
  } catch {
    return { members: [], more: false };
  }
}
