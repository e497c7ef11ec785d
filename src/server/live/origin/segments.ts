/** Characters that are read in one turn of the event loop: some 5 ms. */
const AT_ONCE = 500_000;
const COMMA = 44;
const SEMICOLON = 59;
/** The values of base64's digits, by the code of the character. */
const DIGITS = new Uint8Array(128);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let value = 0; value < ALPHABET.length; value += 1) DIGITS[ALPHABET.charCodeAt(value)] = value;

/** A place in a source, counted from 0. */
interface SourcePlace {
  readonly source: number;
  readonly line: number;
  readonly column: number;
}

interface Found {
  readonly column: number;
  /** Undefined for generated code that no source has. */
  readonly place: SourcePlace | undefined;
}

/** The current mapping if it is nearer to the column than the best one so far. */
function nearer(
  best: Found | undefined,
  [start = 0, source = 0, line = 0, column = 0]: readonly number[],
  fields: number,
  wanted: number,
): Found | undefined {
  if (start > wanted || start <= (best?.column ?? -1)) return best;
  return { column: start, place: fields > 1 ? { source, line, column } : undefined };
}

/**
 * Finds the last mapping at or before a column of a generated line, both counted from 0 (ECMA-426, 9). Keeps nothing of the others: a map
 * of 9 MB has millions, and a page may name fifty such scripts at once (security rule 19). Yields so that other work can run.
 */
export function* placeAt(
  mappings: string,
  line: number,
  column: number,
): Generator<undefined, SourcePlace | undefined> {
  let best: Found | undefined;
  // The fields of the current mapping: its column, then source, line and column there, each relative to the
  // previous mapping.
  const values = [0, 0, 0, 0, 0];
  let [field, value, shift, generated] = [0, 0, 0, 0];
  for (let at = 0; at <= mappings.length && generated <= line; at += 1) {
    if (at % AT_ONCE === AT_ONCE - 1) yield undefined;
    const code = at < mappings.length ? mappings.charCodeAt(at) : SEMICOLON;
    if (code === COMMA || code === SEMICOLON) {
      if (field > 0 && generated === line) best = nearer(best, values, field, column);
      field = 0;
      if (code === COMMA) continue;
      generated += 1;
      values[0] = 0;
      continue;
    }
    const digit = DIGITS[code] ?? 0;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    // An invalid map may have fields without end.
    if (field < values.length)
      values[field] = (values[field] ?? 0) + (value & 1 ? -(value >>> 1) : value >>> 1);
    field += 1;
    [value, shift] = [0, 0];
  }
  return best?.place;
}
