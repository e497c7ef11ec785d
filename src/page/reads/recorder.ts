import { applied, bare, define, describe, getOwnNames } from '../own/language';
import { each, filter } from '../own/lists';
import { partsOf, test } from '../own/text';
import { self as view } from '../own/window';
import type { Native, Note } from './reads';

const { construct } = Reflect;
const OwnProxy = Proxy;

function noted(note: Note, self: unknown, rest: readonly unknown[], answer: unknown, native: Native): void {
  try {
    note(self as never, rest[0] as string, answer as never, rest, native);
  } catch {
    // The note failed on an argument that the native function accepts.
  }
}

/** A proxy is called like the native function, and `Function.prototype.toString` says `[native code]` of it, too. */
const recorded = (native: Native, note: Note): Native =>
  new OwnProxy(
    native,
    bare({
      apply(target, self, rest: readonly unknown[]) {
        const answer: unknown = applied(target, self, rest);
        noted(note, self, rest, answer, target);
        return answer;
      },
      construct(target, rest: readonly unknown[], made) {
        noted(note, target, rest, target, target);
        return construct(target, rest, made) as object;
      },
    }) as ProxyHandler<Native>,
  );

/** Records calls of a method, or reads of a property; an engine may lack it. */
export function recordOne(owner: object, name: string, note: Note, key?: 'set'): void {
  const descriptor = describe(owner, name);
  if (descriptor?.configurable !== true) return;
  const part = key ?? (descriptor.get ? 'get' : 'value');
  const native: unknown = descriptor[part];
  if (typeof native === 'function') descriptor[part] = recorded(native as Native, note);
  define(owner, name, bare(descriptor));
}

export const SPACE = / /g;
/** Interfaces of elements that have a style, data, handlers and a tab index. */
export const STYLED = 'HTMLElement SVGElement MathMLElement';
const globals = view as unknown as Readonly<Record<string, { readonly prototype: object } | undefined>>;

/** Does something with the prototype of each interface that the engine has. */
export const ofEach = (interfaces: string, act: (prototype: object) => void): void =>
  each(partsOf(interfaces, SPACE), name => {
    const prototype = globals[name]?.prototype;
    if (prototype) act(prototype);
  });

/** Records properties of interfaces, by their names or by a pattern of names: calls and reads, or assignments. */
export const record = (interfaces: string, properties: string | RegExp, note: Note, key?: 'set'): void =>
  ofEach(interfaces, prototype =>
    each(
      typeof properties === 'string'
        ? partsOf(properties, SPACE)
        : filter(getOwnNames(prototype), name => test(properties, name)),
      property => recordOne(prototype, property, note, key),
    ),
  );

/** The names of an object's own getters. */
export const gettersOf = (prototype: object): string[] =>
  filter(getOwnNames(prototype), name => describe(prototype, name)?.get !== undefined);
