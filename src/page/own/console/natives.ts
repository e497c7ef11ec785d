/**
 * Natives by which a console describes a value without running any code of the page. They are taken when the console's part is loaded:
 * before the page's scripts if the console is being looked at, else at the first look.
 */
import { bare, getter, method, unbound } from '../language';
import { map } from '../lists';

const { apply, ownKeys } = Reflect;
const { getOwnPropertyDescriptor, getPrototypeOf, defineProperty, is } = Object;
export { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, is, ownKeys };

const OwnProxy = Proxy;
const OwnError = Error;
const OwnString = String;
export { OwnError };

/** Knows errors of other frames, whose classes are others; not in every browser. */
const { isError: isErrorByEngine } = OwnError as {
  readonly isError?: (value: unknown) => boolean;
};
export const isError = (value: unknown): value is Error =>
  isErrorByEngine?.(value) === true || value instanceof OwnError || messageOfException(value) !== undefined;

/** A function that looks like another one in every way, and calls `act` instead. */
export const standIn = <F extends object>(
  native: F,
  act: (native: F, self: unknown, args: readonly unknown[]) => unknown,
): F => new OwnProxy(native, bare({ apply: act }) as ProxyHandler<F>);

/** The text of a value that is no object. */
export const plainText = (value: unknown): string => (is(value, -0) ? '-0' : OwnString(value));

const describe = Object.getOwnPropertyDescriptor;
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A native getter as a question that has no answer for other objects. */
function readerOf<A>(
  prototype: object,
  name: PropertyKey,
  read: (value: unknown) => A,
): (value: unknown) => A {
  const get = describe(prototype, name)?.get;
  const run = get && (unbound(get) as (value: unknown) => unknown);
  return value => {
    try {
      return read(run?.(value));
    } catch {
      return read(undefined);
    }
  };
}

export const sizeOfMap = readerOf(Map.prototype, 'size', numberOf);
export const sizeOfSet = readerOf(Set.prototype, 'size', numberOf);
export const sourceOf = readerOf(RegExp.prototype, 'source', textOf);
export const flagsOf = readerOf(RegExp.prototype, 'flags', textOf);
const typed = getPrototypeOf(Uint8Array.prototype) as Uint8Array;
export const typeOfArray = readerOf(typed, Symbol.toStringTag, textOf);
export const lengthOfTyped = readerOf(typed, 'length', numberOf);
export const typeOfNode = readerOf(Node.prototype, 'nodeType', numberOf);
/** A DOMException has getters where other errors have data. */
export const nameOfException = readerOf(DOMException.prototype, 'name', textOf);
export const messageOfException = readerOf(DOMException.prototype, 'message', textOf);
/** In engines where it is no property of each error. */
export const stackByEngine = readerOf(OwnError.prototype, 'stack', textOf);

export const bytesOf = readerOf(ArrayBuffer.prototype, 'byteLength', numberOf);
const boxes = map(
  [Number, OwnString, Boolean, Symbol, BigInt],
  made => unbound((made.prototype as object).valueOf) as (value: unknown) => unknown,
);
/** The value in a `new Number(1)` and its like; undefined for any other object. */
export function primitiveIn(value: object): unknown {
  for (let at = 0; at < boxes.length; at++)
    try {
      return boxes[at]?.(value);
    } catch {
      // It is a box of another kind, or none.
    }
  return undefined;
}

const isoOf = method(Date, 'toISOString');
const timeOf = method(Date, 'getTime') as (value: unknown) => number;
/** The text of a date; undefined for any other value. */
export function textOfDate(value: unknown): string | undefined {
  try {
    const time = timeOf(value);
    return time === time ? isoOf(value as Date) : 'Invalid Date';
  } catch {
    return undefined;
  }
}

const codeOf = method(Function, 'toString') as (value: object) => string;
export function textOfFunction(value: object): string {
  try {
    return codeOf(value);
  } catch {
    return '';
  }
}

type Next<T> = (iterator: object) => IteratorResult<T, undefined>;
const entriesOf = method(Map, 'entries') as (map: unknown) => object;
const valuesOf = method(Set, 'values') as (set: unknown) => object;
const nextOf = <T>(iterator: object): Next<T> =>
  unbound((getPrototypeOf(iterator) as { next: unknown }).next);
const nextEntry = nextOf<readonly [unknown, unknown]>(new Map().entries());
const nextItem = nextOf<unknown>(new Set().values());

/** Up to `most` items of an iterator, behind the first `skip`. */
function taken<T>(iterator: object, next: Next<T>, skip: number, most: number): T[] {
  const found: T[] = [];
  for (let at = 0; at < skip + most; at++) {
    const step = next(iterator);
    if (step.done === true) break;
    if (at >= skip) found[found.length] = step.value;
  }
  return found;
}

export const entriesIn = (map: object, skip: number, most: number): (readonly [unknown, unknown])[] =>
  taken(entriesOf(map), nextEntry, skip, most);
export const itemsIn = (set: object, skip: number, most: number): unknown[] =>
  taken(valuesOf(set), nextItem, skip, most);

export const errorOf = getter(ErrorEvent, 'error') as (event: ErrorEvent) => unknown;
export const messageOf = getter(ErrorEvent, 'message');
export const fileOf = getter(ErrorEvent, 'filename');
export const lineOf = getter(ErrorEvent, 'lineno');
export const columnOf = getter(ErrorEvent, 'colno');
export const reasonOf = getter(PromiseRejectionEvent, 'reason') as (event: PromiseRejectionEvent) => unknown;

/** The text of a stack. A page's `Error.prepareStackTrace` must not be run for ours. */
export function stackHere(): string {
  const own = getOwnPropertyDescriptor(OwnError, 'prepareStackTrace');
  if (own && own.configurable !== true) return '';
  if (own) delete (OwnError as { prepareStackTrace?: unknown }).prepareStackTrace;
  const { stack } = new OwnError();
  if (own) defineProperty(OwnError, 'prepareStackTrace', bare(own));
  return typeof stack === 'string' ? stack : '';
}
