import parse from 'range-parser';

/** Bytes `start` to `end`, both counted in. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** More parts than this are answered with the whole: overlapping crumbs are an attack (RFC 9110, 14.2). */
const MOST_PARTS = 32;

/** Which bytes a Range field asks for; undefined where the whole is to be sent. Pure. */
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

/** The library passes over malformed members; RFC 9110, 14.2 has the whole field ignored. */
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

/** A suffix longer than the file means the whole of it (14.1.2); the library takes it for unsatisfiable. */
function clamped(field: string, size: number): string {
  return field.replace(/([=,])-(\d+)/g, (whole, lead: string, length: string) =>
    size > 0 && Number(length) > size ? `${lead}0-` : whole,
  );
}
