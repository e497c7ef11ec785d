import parse from 'range-parser';

/** Bytes `start` to `end`, both counted in. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** With more parts, the whole is sent: many small or overlapping ranges are an attack (RFC 9110, 14.2). */
const MOST_PARTS = 32;

/** The bytes that a Range field asks for; undefined to send the whole. Pure. */
export function readRange(
  field: string | undefined,
  size: number,
): readonly ByteRange[] | 'unsatisfiable' | undefined {
  if (field === undefined || !/^\s*bytes\s*=/i.test(field)) return undefined;
  if (field.split(',').length > MOST_PARTS) return undefined;
  if (!isWellFormed(field)) return undefined;
  const ranges = parse(size, clamped(field.replace(/\s+/g, ''), size), { combine: true });
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2) return undefined;
  return ranges.map(({ start, end }) => ({ start, end }));
}

/** range-parser skips malformed members; by RFC 9110, 14.2 they make the whole field invalid. */
function isWellFormed(field: string): boolean {
  return field
    .slice(field.indexOf('=') + 1)
    .split(',')
    .every(part => {
      const bounds = /^\s*(\d*)-(\d*)\s*$/.exec(part);
      if (!bounds) return false;
      const [, first = '', last = ''] = bounds;
      if (first === '') return last !== '';
      return last === '' || Number(first) <= Number(last);
    });
}

/** A suffix longer than the file means all of it (RFC 9110, 14.1.2); range-parser calls it unsatisfiable. */
function clamped(field: string, size: number): string {
  return field.replace(/([=,])-(\d+)/g, (whole, lead: string, length: string) =>
    size > 0 && Number(length) > size ? `${lead}0-` : whole,
  );
}
