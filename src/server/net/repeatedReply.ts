import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Headers, Reply } from '../reply/reply';

/** A head as Node made it, whole. */
interface Kept {
  readonly head: string;
  /** The head with a body behind it, once the two have been sent together: a HEAD has another than a GET. */
  joined: { readonly body: Uint8Array; readonly pieces: readonly Uint8Array[] } | undefined;
}

/**
 * Node keeps the head of a response here until it sends it, and whether it has. The fields are not documented, but as old as its
 * HTTP server; where they are missing, or mean something else, nothing is kept and each reply is made anew.
 */
type Unsent = ServerResponse & { _header: unknown; _headerSent: unknown };

const isUnsent = (response: ServerResponse): response is Unsent =>
  '_header' in response &&
  response._header === null &&
  '_headerSent' in response &&
  response._headerSent === false;

/** Above this many bytes copying a body behind its head costs more than a second buffer, and more than waking a client. */
const MOST_COPIED = 64 * 1024;

/** What was made within a second, which each Date names; let go of with it, so that no more is kept than what is asked for again. */
let kept = new WeakMap<Headers, Kept>();
let keptSecond = 0;

function keptNow(): WeakMap<Headers, Kept> {
  const second = Math.trunc(Date.now() / 1000);
  if (second !== keptSecond) kept = new WeakMap();
  keptSecond = second;
  return kept;
}

/**
 * Sends a reply over a connection of HTTP/1.1 that stays open. For every answer Node checks each field anew, puts them together and
 * hands them to the system in pieces: what was made within this second goes out again as it is, in one piece where it is small.
 */
export function sendRepeated({ status, headers }: Reply, body: Uint8Array, response: ServerResponse): void {
  // Whoever looks on does so by a `writeHead` of its own.
  const repeats = isUnsent(response) && !Object.hasOwn(response, 'writeHead');
  const known = repeats ? keptNow().get(headers) : undefined;
  if (!repeats || !known) {
    response.writeHead(status, headers);
    const head: unknown = repeats ? response._header : undefined;
    if (typeof head === 'string') kept.set(headers, { head, joined: undefined });
    endWith(body, response);
    return;
  }
  response.statusCode = status;
  response._header = known.head;
  const { socket } = response;
  // A reply that waits for the one before it (RFC 9112, 9.3.2) has no connection yet.
  if (!socket) {
    endWith(body, response);
    return;
  }
  if (known.joined?.body !== body) known.joined = { body, pieces: join(known.head, body) };
  const whole = { response, socket, pieces: known.joined.pieces };
  if (body.length > MOST_COPIED) {
    send(whole);
    return;
  }
  if (due.length === 0) setImmediate(sendDue);
  due.push(whole);
}

function join(head: string, body: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(head, 'latin1');
  return body.length > MOST_COPIED ? [bytes, body] : [Buffer.concat([bytes, body])];
}

interface Whole {
  readonly response: Unsent;
  readonly socket: Socket;
  readonly pieces: readonly Uint8Array[];
}

/** In one call of the system, which takes a list of buffers with less ado than a string and a buffer. */
function send({ response, socket, pieces }: Whole): void {
  if (socket.writable) {
    response._headerSent = true;
    socket.cork();
    for (const piece of pieces) socket.write(piece);
    socket.uncork();
  }
  response.end();
}

/**
 * Replies of this turn of the event loop. Most of what a write costs is that it wakes whoever waits for it: written one right
 * after the other, replies to one client find it awake, and while others are served it can go on.
 */
let due: Whole[] = [];

function sendDue(): void {
  const now = due;
  due = [];
  for (const whole of now) send(whole);
}

/** Sends what is left of a response: its body, and its head if that is not out. */
export function endWith(body: Uint8Array, response: ServerResponse): void {
  if (body.length > 0) response.end(body);
  else response.end();
}
