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
  /** Says goodbye, with a close code of RFC 6455, 7.4. */
  end(code: number, reason: string): void;
  terminate(): void;
}

/** A WebSocket as a wire. */
export const wireOf = (socket: WebSocket): Wire => ({
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
  end: (code, reason) => socket.close(code, reason),
  terminate: () => socket.terminate(),
});
