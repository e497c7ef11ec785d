/** Header fields that let a reader act as another user. */
const SECRET = /^(?:cookie|set-cookie|authorization|proxy-authorization)$/i;

export function isSecret(name: string): boolean {
  return SECRET.test(name);
}

/** Shown instead of a secret. */
export const HIDDEN = '•••';

/** Header fields, as name, value, name, value …, with their secrets hidden. */
export function withoutSecrets(fields: readonly string[]): readonly string[] {
  return fields.map((text, at) => (at % 2 === 1 && isSecret(fields[at - 1] ?? '') ? HIDDEN : text));
}
