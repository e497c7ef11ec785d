// Checks of values that come from outside: from a page, another thread or a webview.

/** Tells whether a value is of one kind. */
export type Is = (value: unknown) => boolean;
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

export const isString: Is = value => typeof value === 'string';

/** A text of at most so many UTF-16 units. */
export const isText =
  (longest: number): Is =>
  value =>
    typeof value === 'string' && value.length <= longest;

export const isBoolean: Is = value => typeof value === 'boolean';

export const isInteger: Is = value => Number.isSafeInteger(value);

/** An integer from 0. */
export const isCount: Is = value => Number.isSafeInteger(value) && Number(value) >= 0;

export const isOneOf =
  (values: readonly unknown[]): Is =>
  value =>
    values.includes(value);

/** Undefined, or a value that passes. */
export const isMaybe =
  (is: Is): Is =>
  value =>
    value === undefined || is(value);

export const isList =
  (most: number, is: Is): Is =>
  value =>
    Array.isArray(value) && value.length <= most && value.every(is);

/** A list of as many items as there are checks, one for each. */
export const isTuple =
  (...parts: readonly Is[]): Is =>
  value =>
    Array.isArray(value) &&
    value.length === parts.length &&
    parts.every((is, at) => is((value as unknown[])[at]));

/** An object whose fields pass; other fields do not matter. */
export function isShape(parts: Readonly<Record<string, Is>>): Is {
  const fields = Object.entries(parts);
  return value => isFields(value) && fields.every(([name, is]) => is(value[name]));
}

/** An object that passes the check named by one of its fields. */
export const isUnion =
  (field: string, checks: Readonly<Record<string, Is>>): Is =>
  value => {
    const kind = isFields(value) ? value[field] : undefined;
    return typeof kind === 'string' && Object.hasOwn(checks, kind) && checks[kind]?.(value) === true;
  };
