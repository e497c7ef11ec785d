import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** The events of a client of the live channel. */
export interface WireEvents {
  /** @param text undefined for a message that is no text */
  onMessage(text: string | undefined): void;
  onClose(): void;
}

/** The way to one client: a WebSocket, or an event stream with its POST requests. */
export interface Wire {
  readonly isOpen: boolean;
  /** Bytes that the client has yet to take. */
  readonly waiting: number;
  listen(events: WireEvents): void;
  send(text: string): void;
  /** Sends texts in UTF-8 in order, with one call of the system where that is possible. */
  sendAll(texts: readonly Buffer[]): void;
  /** Says goodbye, with a close code of RFC 6455, 7.4. */
  end(code: number, reason: string): void;
  terminate(): void;
}

/** Bytes before the payload of a frame: its kind, and its length in 7, 16 or 64 bits (RFC 6455, 5.2). */
const headOf = (size: number): number => (size < 126 ? 2 : size < 65_536 ? 4 : 10);
/** FIN, and the opcode of a text. */
const TEXT = 0x81;

/** Text messages as frames in one buffer: ws makes two buffers of each, which costs more than all else that a changed file does. */
export function framesOf(texts: readonly Buffer[]): Buffer {
  const frames = Buffer.allocUnsafe(texts.reduce((sum, { length }) => sum + headOf(length) + length, 0));
  let at = 0;
  for (const text of texts) {
    const size = text.length;
    const head = headOf(size);
    frames[at] = TEXT;
    frames[at + 1] = head === 2 ? size : head === 4 ? 126 : 127;
    if (head === 4) frames.writeUInt16BE(size, at + 2);
    if (head === 10) frames.writeBigUInt64BE(BigInt(size), at + 2);
    frames.set(text, at + head);
    at += head + size;
  }
  return frames;
}

/** A WebSocket as a wire. @param below the connection that it speaks on */
export const wireOf = (socket: WebSocket, below: Duplex): Wire => ({
  get isOpen() {
    return socket.readyState === socket.OPEN;
  },
  get waiting() {
    return socket.bufferedAmount;
  },
  listen: events => {
    // Without `binaryType` set, ws gives text as one Buffer.
    socket.on('message', (data, binary) =>
      events.onMessage(binary ? undefined : (data as Buffer).toString('utf8')),
    );
    socket.on('close', () => events.onClose());
    // 'close' follows each error; without a listener the error would end the process.
    socket.on('error', () => undefined);
  },
  send: text => socket.send(text),
  // Without compression ws holds nothing back, so our frames may go between its own.
  sendAll: texts => {
    below.write(framesOf(texts));
  },
  end: (code, reason) => socket.close(code, reason),
  terminate: () => socket.terminate(),
});
