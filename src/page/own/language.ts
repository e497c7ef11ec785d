/**
 * The language as it was before any script of the page ran. The page script comes first in the document; later scripts replace
 * globals and prototype methods (Prototype.js, MooTools, fake timers, polyfills) and declare globals of the same names.
 * So no module of `src/page` calls a method of a built-in object, iterates, spreads or destructures an array.
 */
const { bind, call } = Function.prototype;

/** The method as a function of `this`. A bound function looks nothing up when it is called. */
export const unbound = bind.bind(call) as unknown as (method: unknown) => never;

type Keys<O, T> = { [K in keyof O]-?: O[K] extends T ? K : never }[keyof O];
type AnyMethod = (...rest: never[]) => unknown;
type Unbound<O, M> = M extends (...rest: infer A) => infer R ? (self: O, ...rest: A) => R : never;
/** An interface of the DOM or a class of the language. */
interface Type<O extends object> {
  readonly prototype: O;
}

/** A method of a type, as a function of its object. */
export const method = <O extends object, K extends Keys<O, AnyMethod>>(
  type: Type<O>,
  name: K,
): Unbound<O, O[K]> => unbound(type.prototype[name]);

const { apply } = Reflect;
export { apply as applied };
const { getOwnPropertyDescriptor, defineProperty, getOwnPropertyNames, setPrototypeOf } = Object;
export { defineProperty as define, getOwnPropertyDescriptor as describe, getOwnPropertyNames as getOwnNames };

/** The getter of an attribute, as a function of its object; undefined values where the engine lacks it. */
export function getter<O extends object, K extends keyof O>(type: Type<O>, name: K): (self: O) => O[K] {
  const get = getOwnPropertyDescriptor(type.prototype, name)?.get;
  return get ? unbound(get) : (self: O) => self[name];
}

/** The setter of an attribute, as a function of its object and the value. */
export function setter<O extends object, K extends keyof O>(
  type: Type<O>,
  name: K,
): (self: O, value: O[K]) => void {
  const set = getOwnPropertyDescriptor(type.prototype, name)?.set;
  return set ? unbound(set) : (self: O, value: O[K]) => void (self[name] = value);
}

/** Takes a record out of the reach of properties that a page adds to `Object.prototype`. */
export const bare = <T extends object>(record: T): T => setPrototypeOf(record, null) as T;

/** Gives a class of its own the methods of a built-in one, as own properties of its prototype. */
function takeMethods({ prototype }: Type<object>, native: Type<object>): void {
  const names = getOwnPropertyNames(native.prototype);
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    const descriptor = getOwnPropertyDescriptor(native.prototype, name);
    if (descriptor && name !== 'constructor') defineProperty(prototype, name, bare(descriptor));
  }
}

/** Collections whose methods a page cannot replace; iterate them by `forEach`. */
export class OwnMap<K, V> extends Map<K, V> {}
export class OwnSet<T> extends Set<T> {}
export class OwnWeakMap<K extends object, V> extends WeakMap<K, V> {}
export class OwnWeakSet<T extends object> extends WeakSet<T> {}
const OwnWeakRef = WeakRef;
export { OwnWeakRef };
export const heldBy = method(WeakRef, 'deref') as <T extends object>(ref: WeakRef<T>) => T | undefined;
takeMethods(OwnMap, Map);
takeMethods(OwnSet, Set);
takeMethods(OwnWeakMap, WeakMap);
takeMethods(OwnWeakSet, WeakSet);

const OwnPromise = Promise;
export const now = Date.now;
export type Timer = number;
type Begin = (act: () => void, milliseconds: number) => Timer;
export const later: Begin = setTimeout;
export const cancel: (timer: Timer | undefined) => void = clearTimeout;
export const every: Begin = setInterval;
/** `await` looks up nothing on a native promise, unlike `then` (ECMAScript, PerformPromiseThen). */
async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // The work reports its failures itself.
  }
}
/** Leaves work to itself. */
export const inBackground = (work: Promise<unknown>): unknown => quietly(work);
export const promised = <T>(start: (resolve: (value: T) => void) => void): Promise<T> =>
  new OwnPromise(start);
export const sleep = (milliseconds: number): Promise<void> =>
  promised(resolve => later(resolve, milliseconds));

const { min, max, round, abs } = Math;
const { isArray } = Array;
const { parse, stringify } = JSON;
const { keys } = Object;
export { abs, isArray, keys, max, min, parse as parseJson, round };
const toBase = method(Number, 'toString');
export const inBase36 = (value: number): string => toBase(value, 36);

/** JSON without `toJSON`: old libraries give arrays one that answers with text. */
export function toJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return stringify(value);
  let text = '';
  if (isArray(value)) {
    const list = value as readonly unknown[];
    for (let at = 0; at < list.length; at++) text += (at === 0 ? '' : ',') + toJson(list[at] ?? null);
    return `[${text}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  const names = keys(record);
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    if (record[name] !== undefined)
      text += `${text === '' ? '' : ','}${stringify(name)}:${toJson(record[name])}`;
  }
  return `{${text}}`;
}

const asText = String;

/** The text of an error or any other value that was thrown; a page may have made its conversion throw. */
export function textOf(value: unknown): string {
  try {
    // Converted here: what a page has made of `toString` is not to throw later.
    return asText(value);
  } catch {
    return 'error without text';
  }
}
