import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  constants,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { CONNECTION } from '../ask/connection';
import type { Limits } from '../options';
import { endInTurns, isEnding } from './http2Ends';
import { http2Fields, withoutConnection } from './http2Fields';
import { isReset } from './nodeInternals';

/** The most open requests of one connection: the least that RFC 9113, 6.5.2 recommends. */
const MOST_STREAMS = 100;
/** Megabytes of one connection: a hundred replies of the largest file kept in memory. Node's default of 10 makes a page lose images. */
const MOST_MEMORY = 200;
/**
 * Frames that cost only this side something and that a client may send within `WINDOW`. These are cancelled requests (CVE-2023-44487), as
 * when a page is left, and pings and settings, each of which asks for an answer (CVE-2019-9512, CVE-2019-9515).
 */
const MOST_COSTLY = 200;
const WINDOW = 10_000;
/** Milliseconds between two checks that the client of open requests is still connected. */
const AGAIN = 1000;

/** Properties of a connection that act on one request: closing it must not end the others. */
const OF_STREAM: ReadonlySet<PropertyKey> = new Set(
  'on once off addListener removeListener emit end destroy destroyed writable writableLength'.split(' '),
);

const sockets = new WeakMap<ServerHttp2Session, TLSSocket>();

/** The connection as one of its requests sees it. */
function socketOf(stream: ServerHttp2Stream): object {
  const socket = stream.session && sockets.get(stream.session as ServerHttp2Session);
  return new Proxy(socket ?? stream, {
    get: (real, name) => {
      if (name === CONNECTION) return real;
      const owner: object = OF_STREAM.has(name) ? stream : real;
      const value: unknown = Reflect.get(owner, name);
      return typeof value === 'function' ? (value.bind(owner) as unknown) : value;
    },
  });
}

/**
 * Gives a request of HTTP/2 the fields that HTTP/1.1 would have (RFC 9113, 8.3.1), so that the same guard and the same routes read them.
 */
function asMessage(request: Http2ServerRequest): IncomingMessage {
  const { stream, headers, rawHeaders, authority } = request;
  const fields = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
  fields['host'] ??= authority;
  // A body of unknown length, which HTTP/1.1 would send in chunks.
  if (!stream.endAfterHeaders && fields['content-length'] === undefined)
    fields['transfer-encoding'] = 'chunked';
  Object.defineProperties(request, {
    // The HTTP/1.1 parser also accepts a line that ends with `HTTP/2.0`, but never reports this version.
    httpVersion: { value: '2' },
    headers: { value: fields },
    rawHeaders: { value: rawFields(rawHeaders) },
    socket: { value: socketOf(stream) },
    // CONNECT has no path (RFC 9113, 8.5); an empty one would ask for the home page.
    ...(request.method === 'CONNECT' ? { url: { value: '*' } } : {}),
  });
  return request as unknown as IncomingMessage;
}

/** Name, value, name, value …, with Host for the authority and one Cookie for its pieces (RFC 9113, 8.2.3). */
function rawFields(given: readonly string[]): string[] {
  const fields: string[] = [];
  const cookies: string[] = [];
  let authority: string | undefined;
  for (let at = 0; at < given.length; at += 2) {
    const [name = '', value = ''] = [given[at], given[at + 1]];
    if (name === 'cookie') cookies.push(value);
    else if (name === ':authority') authority = value;
    else if (!name.startsWith(':')) fields.push(name, value);
  }
  if (cookies.length > 0) fields.push('cookie', cookies.join('; '));
  const host = fields.indexOf('host');
  // Two different hosts count as none, as in HTTP/1.1.
  if (authority !== undefined && (host < 0 || fields[host + 1] !== authority))
    fields.unshift('host', authority);
  return fields;
}

/** Makes an HTTP/2 response accept the calls that `send.ts` makes for HTTP/1.1. */
function asReply(response: Http2ServerResponse): ServerResponse {
  const writeHead: unknown = Reflect.get(response, 'writeHead');
  const addTrailers: unknown = Reflect.get(response, 'addTrailers');
  const destroy: unknown = Reflect.get(response, 'destroy');
  const own: Partial<ServerResponse> = {
    // HTTP/2 has no reason phrase (RFC 9113, 8.3.2); Node prints a warning for one.
    statusMessage: '',
    get destroyed() {
      return isGone(response.stream);
    },
    // Without an error, Node ends the stream with NO_ERROR, so that a reply that broke off looks whole.
    destroy: (error = new Error('The reply broke off')) => {
      Reflect.apply(destroy as () => unknown, response, [error]);
      return response as unknown as ServerResponse;
    },
    writeHead: (status: number, ...rest: unknown[]) => {
      const headers = rest.findLast(each => typeof each === 'object' && each !== null);
      Reflect.apply(writeHead as () => unknown, response, [status, withoutConnection(headers ?? {})]);
      return response as unknown as ServerResponse;
    },
    // `node:http` accepts pairs as well.
    addTrailers: trailers => {
      const lines = Array.isArray(trailers)
        ? (trailers as [string, string][])
        : Object.entries(trailers).map(([name, value]): [string, string] => [name, String(value)]);
      Reflect.apply(addTrailers as () => unknown, response, [http2Fields(lines)]);
    },
  };
  Object.defineProperties(response, Object.getOwnPropertyDescriptors(own));
  return response as unknown as ServerResponse;
}

/** Requests of each connection that wait for their own turn of the event loop. */
const waiting = new WeakMap<object, { readonly stream: ServerHttp2Stream; readonly start: () => void }[]>();

/**
 * Starts each request of a connection in a turn of the event loop of its own, as `turns.ts` does for HTTP/1.1: one packet may hold a
 * thousand, and nghttp2 still reads it. A cancelled request never starts, so that a flood of them reaches neither a file nor a route
 * (CVE-2023-44487).
 */
function inTurn({ stream }: Http2ServerRequest, start: () => void): void {
  const { session } = stream;
  const before = session && waiting.get(session);
  if (before) return void before.push({ stream, start });
  if (!session || isGone(stream)) return;
  waiting.set(session, [{ stream, start }]);
  setImmediate(startNext, session);
}

function startNext(session: object): void {
  const all = waiting.get(session) ?? [];
  let next = all.shift();
  while (next && isGone(next.stream)) next = all.shift();
  if (!next) return void waiting.delete(session);
  setImmediate(startNext, session);
  next.start();
}

const isGone = (stream: ServerHttp2Stream): boolean => stream.closed || stream.destroyed || isEnding(stream);

/** HTTP/2 over connections for which TLS has agreed on it; its requests take the same path as those of `http`. */
interface Http2 {
  take(socket: TLSSocket): void;
  /** Ends each connection once its requests are answered. */
  close(): void;
}

export function createHttp2(http: Server, limits: Limits): Http2 {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({
    settings: { maxConcurrentStreams: MOST_STREAMS, maxHeaderListSize: limits.headerSize, enablePush: false },
    maxSessionMemory: MOST_MEMORY,
  });
  const pass = (event: string) => (request: Http2ServerRequest, response: Http2ServerResponse) =>
    inTurn(request, () => void http.emit(event, asMessage(request), asReply(response)));
  server.on('request', pass('request'));
  server.on('connect', pass('request'));
  // Without this listener, Node sends `100 Continue` itself before the guard has seen the request.
  server.on('checkContinue', pass('checkContinue'));
  server.on('checkExpectation', pass('checkExpectation'));
  server.on('sessionError', (_error, session) => session.destroy());
  server.on('session', session => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    endInTurns(session, () => sockets.get(session));
    bound(session, limits);
  });
  return {
    take: socket => {
      // `session` is emitted before the first stream, which asks for its socket.
      server.once('session', session => sockets.set(session, socket));
      server.emit('connection', socket);
    },
    close: () => {
      for (const session of sessions) session.close();
    },
  };
}

/** Ends a connection that has no request for too long or floods, and requests without progress (security rules 10 and 19). */
function bound(session: ServerHttp2Session, limits: Limits): void {
  let open = 0;
  // Not measured in bytes: frames outside of requests would keep an idle connection open for ever.
  const idle = setTimeout(() => {
    if (open === 0) session.close();
  }, limits.stalledTimeout).unref();
  // Polls, because Node 20 to 25 misses the end of a connection if the callback of the failing write writes again.
  const polling = setInterval(() => {
    const socket = sockets.get(session);
    if (open > 0 && socket && isReset(socket)) session.destroy();
  }, AGAIN).unref();
  session.once('close', () => {
    clearTimeout(idle);
    clearInterval(polling);
  });
  const count = costly(session);
  session.on('ping', count).on('remoteSettings', count);
  const tiny = countTiny(session);
  session.on('stream', stream => {
    open += 1;
    tiny(stream);
    stream.setTimeout(limits.stalledTimeout, () => {
      if (!isStuck(stream)) return;
      stream.close(constants.NGHTTP2_CANCEL);
      // If the client reads nothing at all, the frame that ends the stream waits as well.
      setTimeout(
        () => (stream.destroyed ? undefined : session.destroy()),
        limits.stalledTimeout / 10,
      ).unref();
    });
    const deadline = setTimeout(() => {
      if (!stream.endAfterHeaders && !stream.readableEnded) stream.close(constants.NGHTTP2_CANCEL);
    }, limits.requestTimeout).unref();
    stream.once('close', () => {
      clearTimeout(deadline);
      open -= 1;
      idle.refresh();
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) count();
    });
  });
}

/** Bytes of a tiny piece of a body. A connection may bring `MOST_TINY` of them in one turn of the event loop. */
const TINY = 16;
const MOST_TINY = 2000;

/** Ends a connection whose bodies come byte by byte: a packet holds thousands of such frames, and Node hands over each by itself. */
function countTiny(session: ServerHttp2Session): (stream: ServerHttp2Stream) => void {
  let pieces = 0;
  return stream => {
    const push = stream.push.bind(stream);
    stream.push = (piece: Buffer | null) => {
      if (piece && isEnding(session)) return true;
      if (piece && piece.length < TINY) {
        if (pieces === 0) setImmediate(() => (pieces = 0));
        pieces += 1;
        if (pieces > MOST_TINY) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
      }
      return push(piece);
    };
  };
}

/** Counts frames that cost only this side something, and ends a connection that sends too many. */
function costly(session: ServerHttp2Session): () => void {
  let frames = 0;
  let since = performance.now();
  return () => {
    const now = performance.now();
    if (now - since > WINDOW) [since, frames] = [now, 0];
    frames += 1;
    if (frames > MOST_COSTLY) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
}

/** Whether the client does not read what waits for it, or does not send the body that it announced. */
const isStuck = (stream: ServerHttp2Stream): boolean =>
  stream.writableLength > 0 || (!stream.endAfterHeaders && !stream.readableEnded && !stream.isPaused());
