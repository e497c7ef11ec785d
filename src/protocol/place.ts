/** A place in a text as editors count: both from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A part of a file that the editor shows. */
export interface Place {
  /** Below the root, decoded, with forward slashes: `/docs/a b.html`. */
  readonly path: string;
  readonly start: Position;
  readonly end: Position;
  /** ASCII characters at its start: an editor that reads the file in another encoding finds it by these. */
  readonly text: string;
  /** How many of them stand right before the part. */
  readonly lead?: number;
  /** How often these characters stand before it in its line. */
  readonly nth: number;
}
