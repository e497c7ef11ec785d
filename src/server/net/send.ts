import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fieldLines, isRemade } from '../../protocol/fields';
import { compressor } from '../ask/encoding';
import type { OpenFile } from '../files/lookup';
import { endWith, sendRepeated } from './repeatedReply';
import type { Body, Part, Reply, Sent } from '../reply/reply';

/** Milliseconds that a stream may be silent after its client has half-closed the connection. */
const HALF_CLOSED = 2000;
/** Bytes of a read: few turns of the event loop for a download, little memory for fifty slow readers. */
const CHUNK = 256 * 1024;

/**
 * The only writer of `ServerResponse`. Bytes at hand are written at once and reported at once; a file is streamed from
 * its descriptor, which is closed in every case.
 */
export function send(reply: Reply, request: IncomingMessage, response: ServerResponse): Sent | Promise<Sent> {
  const { body } = reply;
  if (body.kind === 'file') return sendFile(reply, body, request, response);
  if (body.kind === 'stream') return sendStream(reply, body, request, response);
  const bytes = body.kind === 'none' || request.method === 'HEAD' ? NO_BYTES : body.bytes;
  if (isRepeated(reply, request) && response.shouldKeepAlive) sendRepeated(reply, bytes, response);
  else endWith(bytes, response.writeHead(reply.status, reply.reason, reply.headers));
  return bytes.length === 0 ? NOTHING : { bytes: bytes.length, complete: true };
}

/** Whether the same head may have been sent within this second: a file from memory, or a 304. */
const isRepeated = ({ status, body }: Reply, { httpVersion }: IncomingMessage): boolean =>
  // Node closes an HTTP/1.0 connection after a reply without a length.
  httpVersion === '1.1' && (status === 304 || (status === 200 && body.kind === 'bytes'));

const NO_BYTES = new Uint8Array(0);
const NOTHING: Sent = { bytes: 0, complete: true };

async function sendFile(
  reply: Reply,
  body: Extract<Body, { kind: 'file' }>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Sent> {
  const counter = { bytes: 0 };
  try {
    response.writeHead(reply.status, reply.reason, reply.headers);
    if (request.method === 'HEAD') {
      response.end();
      return NOTHING;
    }
    const complete = await pour(body, response, counter);
    // A file that became shorter must not look complete: the connection ends before the announced length.
    if (!complete) response.destroy();
    return { bytes: counter.bytes, complete };
  } finally {
    await body.file.handle.close();
  }
}

/** Passes bytes on at the pace of the client; the first side to end ends the other. */
async function sendStream(
  reply: Reply,
  { stream, trailers }: Extract<Body, { kind: 'stream' }>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Sent> {
  let bytes = 0;
  try {
    response.writeHead(reply.status, reply.reason, reply.headers);
    if (request.method === 'HEAD') {
      response.end();
      return NOTHING;
    }
    // Sent before the first byte: an event stream may be silent for a long time.
    // Not `flushHeaders()`: it writes the head as UTF-8, while its strings hold bytes (nodejs/node#58240).
    response.write(NO_BYTES);
    stream.on('data', (chunk: Uint8Array) => (bytes += chunk.length));
    // Registered before `pipe`, which ends the response at the same event.
    if (trailers) stream.once('end', () => addTrailers(response, trailers()));
    // In HTTP/2 the end of a request does not concern the connection.
    const unwatch = request.httpVersionMajor < 2 ? endIfUnread(request.socket, stream) : () => undefined;
    const complete = await passOn(stream, response);
    unwatch();
    // Without its end, a reply does not look complete.
    if (!complete) response.destroy();
    return { bytes, complete };
  } finally {
    stream.destroy();
  }
}

/**
 * Passes a stream on until one side ends; true for a complete response. `pipeline` would make three errors with their stacks for each
 * client that leaves, which doubles the hold when 1,500 event streams are reset at once.
 */
function passOn(stream: Readable, response: ServerResponse): Promise<boolean> {
  return new Promise(resolve => {
    const fail = (): void => resolve(false);
    stream.on('error', fail).once('close', () => {
      if (!stream.readableEnded) fail();
    });
    response.once('finish', () => resolve(true));
    response.once('close', fail).on('error', fail);
    if (stream.destroyed || response.destroyed) fail();
    else stream.pipe(response);
  });
}

/** Trailers that a response may have (RFC 9110, 6.5.1); Node leaves them out of one that is not chunked. */
function addTrailers(response: ServerResponse, raw: readonly string[]): void {
  const lines = fieldLines(raw).filter(([name]) => !isRemade(name));
  if (lines.length > 0) response.addTrailers(lines.map(([name, value]): [string, string] => [name, value]));
}

/**
 * Ends a silent stream after its client has half-closed. Only a write would show whether the client still reads, and an event stream may
 * have nothing to write.
 * @returns a function that stops watching
 */
function endIfUnread(socket: Socket, stream: Readable): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    timer = setTimeout(() => stream.destroy(), HALF_CLOSED);
    stream.on('data', () => timer?.refresh());
  };
  if (socket.readableEnded) watch();
  else socket.once('end', watch);
  return () => {
    clearTimeout(timer);
    socket.off('end', watch);
  };
}

async function pour(
  body: Extract<Body, { kind: 'file' }>,
  response: ServerResponse,
  counter: { bytes: number },
): Promise<boolean> {
  if (body.coding === undefined) {
    const whole = await writeParts(body.file, body.parts, response, counter);
    if (whole) response.end();
    return whole;
  }
  const through = await compressor(body.coding);
  // A destroyed response emits no second `close`, and a compressor without a reader never ends.
  if (response.destroyed) return false;
  through.pipe(response);
  response.once('close', () => through.destroy());
  const ended = finished(response, { readable: false }).catch(() => undefined);
  const whole = await writeParts(body.file, body.parts, through, counter);
  if (whole) {
    through.end();
    await ended;
  }
  return whole && response.writableFinished;
}

async function writeParts(
  file: OpenFile,
  parts: readonly Part[],
  to: Writable,
  counter: { bytes: number },
): Promise<boolean> {
  for (const part of parts) {
    if ('bytes' in part) {
      if (!(await write(to, part.bytes))) return false;
      counter.bytes += part.bytes.length;
    } else if (!(await writeSlice(file, part.start, part.length, to, counter))) return false;
  }
  return true;
}

/** Copies a slice with two buffers in turn: one is filled while the other is sent. */
async function writeSlice(
  file: OpenFile,
  start: number,
  length: number,
  to: Writable,
  counter: { bytes: number },
): Promise<boolean> {
  const size = Math.min(CHUNK, length);
  const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] as const;
  let written: Promise<boolean> = Promise.resolve(true);
  let at = 0;
  for (let turn = 0; at < length; turn++) {
    const buffer = turn % 2 === 0 ? buffers[0] : buffers[1];
    const { bytesRead } = await file.handle.read(buffer, 0, Math.min(size, length - at), start + at);
    if (!(await written) || bytesRead === 0) return false;
    at += bytesRead;
    counter.bytes += bytesRead;
    written = write(to, buffer.subarray(0, bytesRead));
  }
  return written;
}

/** Resolves once the bytes are handed on and their buffer is free again; false if the stream has ended. */
function write(to: Writable, bytes: Uint8Array): Promise<boolean> {
  if (to.destroyed) return Promise.resolve(false);
  return new Promise(resolve => {
    const gone = (): void => resolve(false);
    to.once('close', gone);
    to.write(bytes, error => {
      to.off('close', gone);
      resolve(!error);
    });
  });
}

/** The last resort of a request: sends 500 if nothing was sent yet, else ends the connection. Cannot throw. */
export function failResponse(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  try {
    // The status text was made for the reply that could not be written.
    response.statusMessage = '';
    const sent = response.headersSent ? undefined : send(reply, request, response);
    if (sent === undefined) response.destroy();
    else if (sent instanceof Promise) sent.catch(() => response.destroy());
  } catch {
    response.destroy();
  }
}

/** Answers a handshake and ends its connection, which nothing else does: a client without a response would wait for ever. */
export async function sendOrEnd(
  reply: Reply,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await send(reply, request, response);
  } catch (error) {
    request.socket.destroy();
    throw error;
  }
}
