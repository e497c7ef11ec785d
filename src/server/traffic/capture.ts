import type { RecordedBody } from '../../protocol/logEntry';

/** Records the first bytes of a body, and counts all of them. */
export class Capture {
  private readonly parts: Uint8Array[] = [];
  private kept = 0;
  private total = 0;

  constructor(private readonly most: number) {}

  /** @param chunk the argument of a stream's `write` or `push`: text in `encoding`, or bytes; anything else is ignored */
  add(chunk: unknown, encoding?: unknown): void {
    if (typeof chunk === 'string') this.keep(Buffer.from(chunk, encodingOf(encoding)));
    else if (chunk instanceof Uint8Array) this.keep(chunk);
  }

  get body(): RecordedBody {
    // A buffer of its own: `postMessage` of a view into Node's pool would copy the whole pool.
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
    // A copy: the writer may reuse the memory for its next chunk.
    const part = Uint8Array.prototype.slice.call(chunk, 0, room);
    this.parts.push(part);
    this.kept += part.length;
  }
}

function encodingOf(value: unknown): BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value) ? value : 'utf8';
}
