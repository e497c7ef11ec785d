import type { RecordedBody } from '../../protocol/log';

/** The first bytes of a body on its way, and how many there were. */
export class Capture {
  private readonly parts: Uint8Array[] = [];
  private kept = 0;
  private total = 0;

  constructor(private readonly most: number) {}

  /** @param chunk what a stream was given: text in `encoding`, or bytes; anything else, such as an end, counts for nothing */
  add(chunk: unknown, encoding?: unknown): void {
    if (typeof chunk === 'string') this.keep(Buffer.from(chunk, encodingOf(encoding)));
    else if (chunk instanceof Uint8Array) this.keep(chunk);
  }

  get body(): RecordedBody {
    // Of its own: a view into a pool would take the whole pool along through the message port.
    const bytes = new Uint8Array(this.kept);
    let at = 0;
    for (const part of this.parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return { bytes, total: this.total };
  }

  private keep(chunk: Uint8Array): void {
    this.total += chunk.length;
    const room = this.most - this.kept;
    if (room <= 0) return;
    // A copy: whoever writes may use the same memory for the next chunk.
    const part = Uint8Array.prototype.slice.call(chunk, 0, room);
    this.parts.push(part);
    this.kept += part.length;
  }
}

function encodingOf(value: unknown): BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value) ? value : 'utf8';
}
