/** A header field line: the name as it was sent, and its value. */
export type FieldLine = readonly [name: string, value: string];

/** A method or a field name (RFC 9110, 5.6.2: token). */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Field content (RFC 9110, 5.5): visible characters, space and tab; obs-text is let through as Node does. */
export const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether Node sends a header field line: `writeHead` throws for any other. */
export const isFieldLine = (line: unknown): line is FieldLine =>
  Array.isArray(line) &&
  line.length === 2 &&
  line.every(part => typeof part === 'string') &&
  TOKEN.test(line[0] ?? '') &&
  FIELD_VALUE.test(line[1] ?? '');

/** Characters of all names and values. */
export const headSize = (lines: readonly FieldLine[]): number =>
  lines.reduce((sum, [name, value]) => sum + name.length + value.length, 0);

/** A final status that Node sends. */
export const isFinalStatus = (status: unknown): boolean =>
  typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 999;

/** Fields that concern one connection only and are never forwarded (RFC 9110, 7.6.1 and 11.7). */
const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;

export const isHopByHop = (name: string): boolean => HOP_BY_HOP.test(name);

/** Whether a forwarder must replace a field, because it frames the message or concerns one connection. */
export const isRemade = (name: string): boolean =>
  isHopByHop(name) || /^(?:content-length|expect)$/i.test(name);

/** Node's `rawHeaders` (name, value, name, value …) as field lines. */
export function fieldLines(raw: readonly string[]): FieldLine[] {
  const lines: FieldLine[] = [];
  for (let at = 0; at < raw.length; at += 2) lines.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return lines;
}
