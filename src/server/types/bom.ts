/** The encoding of a text file. A byte order mark wins over every declaration (WHATWG Encoding, "decode"). */
export interface Charset {
  /** The encoding's name in lower case, as it goes into `charset=`. */
  readonly name: string;
  /** Bytes of the byte order mark. */
  readonly bom: number;
}

/** The encoding that a byte order mark names. */
export function bomOf(head: Buffer): Charset | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bom: 2 };
  return undefined;
}
