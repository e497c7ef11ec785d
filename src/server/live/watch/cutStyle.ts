const [QUOTE, APOSTROPHE, OPEN, CLOSE, SLASH, STAR, BACKSLASH, NEWLINE, BRACKET] =
  Buffer.from('"\'{}/*\\\n(');

/**
 * Whether a style sheet ends in the middle of a block, a string, a comment or a `url()`, as between two writes. Byte by byte: CSS
 * syntax is ASCII alone. Pure.
 */
export function isCutStyle(bytes: Buffer): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) depth = Math.max(0, depth - 1);
    else if (byte === BACKSLASH) at += 1;
    else {
      const last = lastOf(bytes, at, byte);
      if (last === undefined) return true;
      at = last;
    }
  }
  return depth > 0;
}

/** The last byte of the string, comment or `url()` that begins at a byte; undefined for one without an end. */
function lastOf(bytes: Buffer, at: number, byte: number | undefined): number | undefined {
  if (byte === QUOTE || byte === APOSTROPHE) return firstOf(bytes, at + 1, byte, NEWLINE);
  if (byte === BRACKET && isUrl(bytes, at)) return firstOf(bytes, at + 1, CLOSING, NEWLINE);
  if (byte !== SLASH || bytes[at + 1] !== STAR) return at;
  const end = bytes.indexOf('*/', at + 2);
  return end < 0 ? undefined : end + 1;
}

const [CLOSING] = Buffer.from(')');

/** Whether a bracket begins a `url()` without quotes, in which `/*` and quotes mean nothing (CSS Syntax 3, 4.3.6). */
const isUrl = (bytes: Buffer, at: number): boolean =>
  /^url\(\s*[^"'\s]/i.test(bytes.toString('latin1', Math.max(0, at - 3), at + 8));

/** The first of two bytes that is not escaped by a backslash. */
function firstOf(
  bytes: Buffer,
  from: number,
  one: number | undefined,
  other: number | undefined,
): number | undefined {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === one || bytes[at] === other) return at;
  }
  return undefined;
}
