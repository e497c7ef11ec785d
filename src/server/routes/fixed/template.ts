import { Slices } from '../slices';

/** Values that `{{…}}` in an answer can refer to. */
export interface Values {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** JSON texts of large values, by the placeholder's path. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** The paths of all placeholders in a text. Pure. */
export const pathsIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(PLACE)].map(([, path = '']) => path));

const PLACE = /\{\{\s*((?:params|query|body)(?:\.[\w-]+)*)\s*\}\}/g;
const WHOLE = /^\{\{\s*((?:params|query|body)(?:\.[\w-]+)*)\s*\}\}$/;

/** Fills the placeholders of a text; a missing value becomes an empty text. Pure. */
export function fillText(text: string, values: Values, escape: (text: string) => string = same): string {
  return text.replace(PLACE, (_whole, path: string) =>
    escape(values.texts?.get(path) ?? textOf(lookUp(path, values))),
  );
}

/** Fills the strings inside a JSON value, in slices; a string that is one placeholder becomes the value itself, of any type. */
export async function fillJson(
  value: unknown,
  values: Values,
  escape: (text: string) => string = same,
): Promise<unknown> {
  const slices = new Slices();
  const waiting: [from: object, to: object][] = [];
  const filled = (each: unknown): unknown => {
    if (typeof each === 'string') return fillString(each, values, escape);
    if (typeof each !== 'object' || each === null) return each;
    const to = Array.isArray(each) ? [] : {};
    waiting.push([each, to]);
    return to;
  };
  const whole = filled(value);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [from, to] = next;
    // `Object.entries` would copy a list of 300,000 members at once.
    const names = Array.isArray(from) ? undefined : Object.keys(from);
    const length = names?.length ?? (from as readonly unknown[]).length;
    for (let at = 0; at < length; at += 1) {
      const name = names?.[at] ?? at;
      const each = (from as Record<string | number, unknown>)[name];
      put(to, name, filled(each));
      if (slices.isOver(typeof each === 'string' ? each.length : 0)) await slices.next();
    }
  }
  return whole;
}

/** An assignment to `__proto__` would call its setter. */
function put(to: object, name: string | number, value: unknown): void {
  if (name !== '__proto__') (to as Record<string | number, unknown>)[name] = value;
  else Object.defineProperty(to, name, { value, writable: true, enumerable: true, configurable: true });
}

function fillString(text: string, values: Values, escape: (text: string) => string): unknown {
  const whole = WHOLE.exec(text)?.[1];
  return whole === undefined
    ? fillText(text, values, escape)
    : escaped(lookUp(whole, values) ?? null, escape);
}

/** Escapes all strings inside a value of a request, names of properties as well. */
function escaped(value: unknown, escape: (text: string) => string): unknown {
  if (escape === same) return value;
  return typeof value === 'string' ? escape(value) : mapJson(value, each => escaped(each, escape), escape);
}

function mapJson(value: unknown, map: (each: unknown) => unknown, nameOf = same): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [nameOf(key), map(each)]));
}

const same = (text: string): string => text;

export function lookUp(path: string, values: Values): unknown {
  return path.split('.').reduce<unknown>((found, key) => {
    // Own properties only: a path such as `body.constructor` must not reach inherited ones.
    return typeof found === 'object' && found !== null && Object.hasOwn(found, key)
      ? (found as Readonly<Record<string, unknown>>)[key]
      : undefined;
  }, values);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
