import { isSecret } from '../../protocol/secrets';
import type { Field } from '../../protocol/trafficView';

/** The first value of a field name in lower case. */
export function valueOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** Leaves out cookies and credentials. */
export function withoutSecretFields(fields: readonly Field[]): readonly Field[] {
  return fields.filter(([name]) => !isSecret(name));
}

/** `text/html` of `Text/HTML; charset=utf-8`. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The parameters of a query, decoded like a form. */
export function queryOf(target: string): readonly Field[] {
  const at = target.indexOf('?');
  return at < 0 ? [] : [...new URLSearchParams(target.slice(at + 1))];
}
