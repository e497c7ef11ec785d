import { match, slice } from '../own/text';
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isError,
  messageOfException,
  nameOfException,
  stackByEngine,
  textOfFunction,
} from '../own/console/natives';

const DEEPEST = 20;

/** The value of a data property, own or inherited; undefined for a getter, unless it is the engine's. */
function dataOf(object: object, name: PropertyKey): unknown {
  let at: object | null = object;
  for (let level = 0; at && level < DEEPEST; level++) {
    const descriptor = getOwnPropertyDescriptor(at, name);
    if (descriptor) return 'value' in descriptor ? descriptor.value : undefined;
    at = getPrototypeOf(at) as object | null;
  }
  return undefined;
}

const TAG = Symbol.toStringTag;

/** The name of the class of an object, or of what it is by its tag, such as `Math` or a module; empty for none. */
export function className(object: object): string {
  const prototype = getPrototypeOf(object) as object | null;
  const made = prototype && dataOf(prototype, 'constructor');
  const given = typeof made === 'function' ? dataOf(made, 'name') : undefined;
  const tag = given === undefined || given === 'Object' ? dataOf(object, TAG) : undefined;
  const name = typeof tag === 'string' && tag !== '' ? tag : given;
  return typeof name === 'string' ? slice(name, 0, 100) : '';
}

/** How an error begins: `TypeError: x is not a function`; undefined for any other value. */
export function errorText(value: object): string | undefined {
  if (!isError(value)) return undefined;
  const name = dataOf(value, 'name') ?? nameOfException(value);
  const message = dataOf(value, 'message') ?? messageOfException(value);
  const head = typeof name === 'string' && name !== '' ? name : 'Error';
  return typeof message === 'string' && message !== '' ? `${head}: ${message}` : head;
}

/** The stack of an error: a data property, or a getter of the engine. A getter of the page is not run. */
export function stackOf(error: Error): string {
  const descriptor = getOwnPropertyDescriptor(error, 'stack');
  if (!descriptor) return stackByEngine(error) ?? '';
  const { value, get } = descriptor as { readonly value?: unknown; readonly get?: object };
  const stack: unknown = get && match(NATIVE, textOfFunction(get)) ? error.stack : value;
  return typeof stack === 'string' ? stack : '';
}

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
const CLASS = /^class\b/;
const LONGEST_HEAD = 120;
const HEAD = /^(?:async\s+)?(?:function\b\s*\*?)?\s*([^\s(]*)\s*(\([^)]*\))/;

/** How a function is written: `class Foo`, `ƒ go(a, b)`. */
export function functionText(value: object): string {
  const code = slice(textOfFunction(value), 0, 1000);
  const name = dataOf(value, 'name');
  const known = typeof name === 'string' ? slice(name, 0, LONGEST_HEAD) : '';
  if (match(CLASS, code)) return known === '' ? 'class' : `class ${known}`;
  const parameters = match(HEAD, code)?.[2] ?? '()';
  return `ƒ ${known}${parameters.length > LONGEST_HEAD ? '(…)' : parameters}`;
}
