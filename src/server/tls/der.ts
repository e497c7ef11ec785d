/** A writer for the part of DER (ITU-T X.690) that certificates need. */

/** One value: a tag, the length of its contents, its contents. */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

export const sequence = (...items: readonly Buffer[]): Buffer => der(0x30, ...items);
export const set = (...items: readonly Buffer[]): Buffer => der(0x31, ...items);
export const octets = (...contents: readonly Buffer[]): Buffer => der(0x04, ...contents);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const flag = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));
export const nothing = der(0x05);

/** A context-specific tag around other values. */
export const explicit = (tag: number, ...items: readonly Buffer[]): Buffer => der(0xa0 + tag, ...items);
/** A context-specific tag in place of the type's own. */
export const implicit = (tag: number, contents: Buffer): Buffer => der(0x80 + tag, contents);

/** An unsigned number; a leading zero keeps its first bit from being read as a sign. */
export function integer(bytes: Buffer): Buffer {
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** @param unused bits at the end that do not count */
export const bits = (bytes: Buffer, unused = 0): Buffer => der(0x03, Buffer.from([unused]), bytes);

/** An object identifier such as `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A moment in UTC: RFC 5280, 4.1.2.5 demands a two-digit year up to 2049. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}

/** A value without its tag and length. */
export const contentsOf = (value: Buffer): Buffer => value.subarray(headOf(value, 0).start);

/** The values inside a constructed value. */
export function itemsOf(value: Buffer): Buffer[] {
  const items: Buffer[] = [];
  for (let at = headOf(value, 0).start; at < value.length;) {
    const { start, length } = headOf(value, at);
    items.push(value.subarray(at, start + length));
    at = start + length;
  }
  return items;
}

function headOf(value: Buffer, at: number): { start: number; length: number } {
  const first = value[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, length: first };
  const size = first & 0x7f;
  return { start: at + 2 + size, length: value.readUIntBE(at + 2, size) };
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
