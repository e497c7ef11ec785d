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

/** Fills the strings inside a JSON value; a string that is one placeholder becomes the value itself, of any type. Pure. */
export function fillJson(value: unknown, values: Values, escape: (text: string) => string = same): unknown {
  if (typeof value !== 'string') return mapJson(value, each => fillJson(each, values, escape));
  const whole = WHOLE.exec(value)?.[1];
  return whole === undefined
    ? fillText(value, values, escape)
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
