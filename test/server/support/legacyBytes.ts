import { decoded } from '../../../src/server/types/charset';

const known = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** Letters of an encoding of one or two bytes for each: Node decodes these encodings, and encodes none. */
function bytesByLetter(encoding: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  const add = (...bytes: number[]): void => {
    const letter = decoded(Uint8Array.from(bytes), encoding);
    if (letter.length === 1 && letter !== '\uFFFD' && !found.has(letter)) found.set(letter, bytes);
  };
  for (let one = 0; one < 256; one++) add(one);
  for (let first = 0x81; first < 255; first++)
    for (let second = 0x40; second < 255; second++) add(first, second);
  return found;
}

/** The bytes of a text; throws for a letter that the encoding lacks. */
export function bytesIn(encoding: string, text: string): Buffer {
  const letters = known.get(encoding) ?? bytesByLetter(encoding);
  known.set(encoding, letters);
  return Buffer.from(
    Array.from(text).flatMap(letter => {
      const bytes = letters.get(letter);
      if (!bytes) throw new Error(`${encoding} has no ${letter}`);
      return [...bytes];
    }),
  );
}
