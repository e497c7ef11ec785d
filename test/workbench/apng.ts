import { crc32, deflateSync, inflateSync } from 'node:zlib';

// Animated PNG (PNG Specification, Third Edition, 11.3.6): the first frame whole, of each other one the part that differs.

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Pixels of a picture, four bytes each. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A screenshot and the milliseconds that it stands. */
export interface Frame {
  readonly png: Buffer;
  readonly stands: number;
}

/** One picture that moves. Frames that show nothing new lengthen the one before. */
export function animation(frames: readonly Frame[]): Buffer {
  const [first, ...rest] = frames.map(({ png, stands }) => ({ pixels: read(png), stands }));
  if (!first) throw new Error('An animation has frames.');
  const { width, height } = first.pixels;
  const parts: { pixels: Pixels; box: Box; stands: number }[] = [
    { pixels: first.pixels, box: { x: 0, y: 0, width, height }, stands: first.stands },
  ];
  let before = first.pixels;
  for (const { pixels, stands } of rest) {
    const box = difference(before, pixels);
    const last = parts.at(-1);
    if (box) parts.push({ pixels, box, stands });
    else if (last) last.stands += stands;
    before = pixels;
  }
  return assemble(first.pixels, parts);
}

function assemble(
  { width, height }: Pixels,
  parts: readonly { pixels: Pixels; box: Box; stands: number }[],
): Buffer {
  let sequence = 0;
  const chunks = parts.flatMap(({ pixels, box, stands }, index) => {
    const data = deflateSync(filtered(pixels, box), { level: 9 });
    const control = Buffer.concat([
      numbers(sequence++, box.width, box.height, box.x, box.y),
      shorts(stands, 1000),
      Buffer.from([0, 0]),
    ]);
    const image =
      index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data]));
    return [chunk('fcTL', control), image];
  });
  const head = Buffer.concat([numbers(width, height), Buffer.from([8, 6, 0, 0, 0])]);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('acTL', numbers(parts.length, 0)),
    ...chunks,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32BE(value, at * 4));
  return bytes;
};

const shorts = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => bytes.writeUInt16BE(value, at * 2));
  return bytes;
};

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}

/** The smallest box around all pixels that differ; undefined for none. */
function difference(one: Pixels, two: Pixels): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let y = 0; y < one.height; y++)
    for (let x = 0; x < one.width; x++) {
      const at = (y * one.width + x) * 4;
      if (one.bytes.readUInt32BE(at) === two.bytes.readUInt32BE(at)) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Scanlines of a box, each less the one above (filter type 2, “Up”). */
function filtered({ width, bytes }: Pixels, box: Box): Buffer {
  const stride = box.width * 4;
  const lines = Buffer.alloc((stride + 1) * box.height);
  for (let row = 0; row < box.height; row++) {
    const from = ((box.y + row) * width + box.x) * 4;
    lines[row * (stride + 1)] = 2;
    for (let at = 0; at < stride; at++) {
      const above = row === 0 ? 0 : (bytes[from - width * 4 + at] ?? 0);
      lines[row * (stride + 1) + 1 + at] = (bytes[from + at] ?? 0) - above;
    }
  }
  return lines;
}

/** Reads what Chromium writes: eight bits a channel, with or without alpha, not interlaced. */
function read(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let [width, height, channels] = [0, 0, 4];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      channels = body[9] === 6 ? 4 : 3;
    }
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  return { width, height, bytes: withAlpha(unfiltered(raw, width * channels, height, channels), channels) };
}

function unfiltered(raw: Buffer, stride: number, height: number, channels: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const type = raw[row * (stride + 1)];
    for (let at = 0; at < stride; at++) {
      const to = row * stride + at;
      const left = at < channels ? 0 : (out[to - channels] ?? 0);
      const above = row === 0 ? 0 : (out[to - stride] ?? 0);
      const corner = row === 0 || at < channels ? 0 : (out[to - stride - channels] ?? 0);
      out[to] = (raw[row * (stride + 1) + 1 + at] ?? 0) + predicted(type, left, above, corner);
    }
  }
  return out;
}

/** The prediction of a filter type (PNG, 9.2 and 9.4). */
function predicted(type: number | undefined, left: number, above: number, corner: number): number {
  if (type === 1) return left;
  if (type === 2) return above;
  if (type === 3) return (left + above) >> 1;
  if (type !== 4) return 0;
  const [a, b, c] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs);
  if ((a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0)) return left;
  return (b ?? 0) <= (c ?? 0) ? above : corner;
}

function withAlpha(bytes: Buffer, channels: number): Buffer {
  if (channels === 4) return bytes;
  const pixels = bytes.length / 3;
  const out = Buffer.alloc(pixels * 4, 0xff);
  for (let at = 0; at < pixels; at++) bytes.copy(out, at * 4, at * 3, at * 3 + 3);
  return out;
}
