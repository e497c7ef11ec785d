import type { Page } from 'playwright-core';

const size = { width: 320, height: 240 };

/** Pictures as VP8 key frames: the left half one colour, which tells them apart; the right half noise, which makes them large. */
function picturesOf(page: Page, count: number): Promise<string[]> {
  return page.evaluate(
    async ({ width, height, pictures }) => {
      const made: string[] = [];
      const encoder = new VideoEncoder({
        output: chunk => {
          const bytes = new Uint8Array(chunk.byteLength);
          chunk.copyTo(bytes);
          made.push(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
        },
        error: error => made.push(`failed: ${error.message}`),
      });
      encoder.configure({ codec: 'vp8', width, height, bitrate: 50_000_000 });
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      for (let i = 0; i < pictures; i++) {
        const noise = context.createImageData(width, height);
        noise.data.forEach((_, at) => (noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 255));
        context.putImageData(noise, 0, 0);
        context.fillStyle = `hsl(${(i * 360) / pictures} 100% 50%)`;
        context.fillRect(0, 0, width / 2, height);
        const frame = new VideoFrame(context.canvas, { timestamp: i * 1_000_000 });
        encoder.encode(frame, { keyFrame: true });
        frame.close();
      }
      await encoder.flush();
      return made;
    },
    { ...size, pictures: count },
  );
}

/** An EBML element: identifier, size in eight bytes, content. */
function element(id: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE((1n << 56n) | BigInt(body.length));
  return Buffer.concat([Buffer.from(id, 'hex'), length, body]);
}

function number(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

function duration(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(milliseconds);
  return element('4489', bytes);
}

const text = (id: string, value: string): Buffer => element(id, Buffer.from(value, 'latin1'));

const HEADER = element(
  '1a45dfa3',
  number('4286', 1),
  number('42f7', 1),
  number('42f2', 4),
  number('42f3', 8),
  text('4282', 'webm'),
  number('4287', 2),
  number('4285', 2),
);

/** A cluster for each second: its time and one key frame. */
function cluster(second: number, frame: Buffer): Buffer {
  const block = Buffer.concat([Buffer.from([0x81, 0, 0, 0x80]), frame]);
  return element('1f43b675', number('e7', second * 1000), element('a3', block));
}

/** The offset of each second from the start of the segment's content, by which a player seeks. */
function cues(positions: readonly number[]): Buffer {
  const points = positions.map((at, second) =>
    element('bb', number('b3', second * 1000), element('b7', number('f7', 1), number('f1', at))),
  );
  return element('1c53bb6b', ...points);
}

/** A WebM film of so many seconds that shows the pictures in turn, each for a second, with an index to seek by. */
export async function makeFilm(page: Page, pictures: number, seconds: number): Promise<Buffer> {
  const frames = (await picturesOf(page, pictures)).map(frame => Buffer.from(frame, 'latin1'));
  const info = element(
    '1549a966',
    number('2ad7b1', 1_000_000),
    duration(seconds * 1000),
    text('4d80', 'test'),
    text('5741', 'test'),
  );
  const video = element('e0', number('b0', size.width), number('ba', size.height));
  const track = element(
    'ae',
    number('d7', 1),
    number('73c5', 1),
    number('83', 1),
    text('86', 'V_VP8'),
    video,
  );
  const lead = Buffer.concat([info, element('1654ae6b', track)]);
  const clusters = Array.from({ length: seconds }, (_, i) => cluster(i, frames[i % pictures]!));
  let at = lead.length + cues(clusters.map(() => 0)).length;
  const positions = clusters.map(({ length }) => (at += length) - length);
  return Buffer.concat([HEADER, element('18538067', lead, cues(positions), ...clusters)]);
}
