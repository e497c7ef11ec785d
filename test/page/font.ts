/** Fields of a table as bytes: each value with its size in bytes. */
const fields = (...values: readonly (readonly [value: number, size: 1 | 2 | 4])[]): Buffer => {
  const bytes = Buffer.alloc(values.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of values) at = bytes.writeIntBE(value, at, size);
  return bytes;
};
const words = (...values: readonly number[]): Buffer => fields(...values.map(value => [value, 2] as const));

const EM = 1000;

/** The smallest TrueType font that browsers take (OpenType 1.9): every `x` is a blank of this many thousandths of an em. */
export function font(advance: number): Buffer {
  const tables: Record<string, Buffer> = {
    'OS/2': Buffer.concat([
      words(4, advance, 400, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      Buffer.alloc(26),
      words(64, 120, 120, 800, -200, 0, 800, 200),
      Buffer.alloc(8),
      words(500, 700, 0, 32, 1),
    ]),
    // Format 4 with a segment for `x` and the one that ends the list.
    cmap: Buffer.concat([
      fields([0, 2], [1, 2], [3, 2], [1, 2], [12, 4]),
      words(4, 32, 0, 4, 4, 1, 0, 120, -1, 0, 120, -1, 1 - 120, 1, 0, 0),
    ]),
    glyf: Buffer.alloc(4),
    head: fields(
      ...([
        [0x10000, 4],
        [0x10000, 4],
        [0, 4],
        [0x5f0f3cf5, 4],
        [0, 2],
        [EM, 2],
      ] as const),
      ...Array.from({ length: 4 }, () => [0, 4] as const),
      ...[0, 0, EM, EM, 0, 8, 2, 0, 0].map(value => [value, 2] as const),
    ),
    hhea: words(1, 0, 800, -200, 0, advance, 0, 0, advance, 1, 0, 0, 0, 0, 0, 0, 0, 2),
    hmtx: words(advance, 0, advance, 0),
    loca: words(0, 0, 0),
    maxp: fields(
      [0x10000, 4],
      ...[2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0].map(value => [value, 2] as const),
    ),
    name: words(0, 0, 6),
    post: fields([0x30000, 4], [0, 4], [0, 2], [0, 2], [0, 4], [0, 4], [0, 4], [0, 4], [0, 4]),
  };
  return assemble(tables);
}

function assemble(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables);
  const head = fields([0x10000, 4], [entries.length, 2], [128, 2], [3, 2], [entries.length * 16 - 128, 2]);
  let offset = head.length + entries.length * 16;
  const rows: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const [tag, body] of entries) {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    rows.push(Buffer.from(tag, 'latin1'), fields([0, 4], [offset, 4], [body.length, 4]));
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([head, ...rows, ...bodies]);
}
