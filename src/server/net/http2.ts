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
import { isHopByHop } from '../../protocol/fields';
import { CONNECTION } from '../ask/connection';
import type { Limits } from '../options';

/** Requests under way on one connection, as RFC 9113, 6.5.2 recommends at least. */
const MOST_STREAMS = 100;
/** Megabytes of one connection: a hundred replies of the largest file that is kept in memory. Node's 10 refuse a page its pictures. */
const MOST_MEMORY = 200;
/** Requests that a client may break off within `WINDOW`: a page that is left breaks off what it loads, an attacker goes on (CVE-2023-44487). */
const MOST_RESETS = 200;
const WINDOW = 10_000;

/** Properties of a connection that belong to one of its requests alone: closing it must not end the others. */
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
  // A body that does not say how long it is, which HTTP/1.1 would send in chunks.
  if (!stream.endAfterHeaders && fields['content-length'] === undefined)
    fields['transfer-encoding'] = 'chunked';
  Object.defineProperties(request, {
    // The parser of HTTP/1.1 takes a line that ends with `HTTP/2.0`; it never gives this version.
    httpVersion: { value: '2' },
    headers: { value: fields },
    rawHeaders: { value: rawFields(rawHeaders) },
    socket: { value: socketOf(stream) },
    // CONNECT has no path (RFC 9113, 8.5); without this one it would ask for the first page.
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
  // Two hosts that differ name none, as in HTTP/1.1.
  if (authority !== undefined && (host < 0 || fields[host + 1] !== authority))
    fields.unshift('host', authority);
  return fields;
}

/** Lets a response of HTTP/2 take what `send.ts` says in terms of HTTP/1.1. */
function asReply(response: Http2ServerResponse): ServerResponse {
  const writeHead: unknown = Reflect.get(response, 'writeHead');
  const addTrailers: unknown = Reflect.get(response, 'addTrailers');
  const own: Partial<ServerResponse> = {
    // There is no reason phrase (RFC 9113, 8.3.2), and Node warns of one.
    statusMessage: '',
    get destroyed() {
      return response.stream.destroyed || response.stream.closed;
    },
    writeHead: (status: number, ...rest: unknown[]) => {
      const headers = rest.findLast(each => typeof each === 'object' && each !== null);
      Reflect.apply(writeHead as () => unknown, response, [status, withoutConnection(headers ?? {})]);
      return response as unknown as ServerResponse;
    },
    // `node:http` takes pairs, too.
    addTrailers: trailers => {
      const record: Record<string, string[]> = {};
      for (const [name, value] of Array.isArray(trailers)
        ? (trailers as [string, string][])
        : Object.entries(trailers))
        (record[name.toLowerCase()] ??= []).push(String(value));
      Reflect.apply(addTrailers as () => unknown, response, [record]);
    },
  };
  Object.defineProperties(response, Object.getOwnPropertyDescriptors(own));
  return response as unknown as ServerResponse;
}

/** Fields that Node sends once in HTTP/2, or throws; of several lines, `node:http` reads the first. */
const SINGLE =
  /^(?:access-control-(?:allow-credentials|max-age|request-method)|age|content-(?:encoding|language|length|location|md5|range|type)|date|dnt|etag|expires|last-modified|location|retry-after|tk|x-content-type-options)$/i;

/** Fields about the connection make a response malformed (RFC 9113, 8.2.2), and `HTTP2-Settings` is one (RFC 7540, 3.2.1). */
const withoutConnection = (headers: object): object =>
  Object.fromEntries(
    Object.entries(headers as Readonly<Record<string, unknown>>)
      .filter(([name]) => !isHopByHop(name) && name.toLowerCase() !== 'http2-settings')
      .map(([name, value]) => [
        name,
        Array.isArray(value) && SINGLE.test(name) ? (value[0] as unknown) : value,
      ]),
  );

/** HTTP/2 over connections that TLS has agreed it for: its requests go the way of those of `http`. */
export interface Http2 {
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
    void http.emit(event, asMessage(request), asReply(response));
  server.on('request', pass('request'));
  server.on('connect', pass('request'));
  // Without this listener Node asks for the body itself, before the guard has seen the request.
  server.on('checkContinue', pass('checkContinue'));
  server.on('sessionError', (_error, session) => session.destroy());
  server.on('session', session => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    bound(session, limits);
  });
  return {
    take: socket => {
      // 'session' comes before the first stream, and streams ask for their socket.
      server.once('session', session => sockets.set(session, socket));
      server.emit('connection', socket);
    },
    close: () => {
      for (const session of sessions) session.close();
    },
  };
}

/** Ends a connection that is left idle or floods, and requests that make no progress (security rules 10 and 19). */
function bound(session: ServerHttp2Session, limits: Limits): void {
  let open = 0;
  let resets = 0;
  let since = performance.now();
  session.setTimeout(limits.stalledTimeout, () => {
    if (open === 0) session.close();
  });
  session.on('stream', stream => {
    open += 1;
    stream.setTimeout(limits.stalledTimeout, () => {
      if (isStuck(stream)) stream.close(constants.NGHTTP2_CANCEL);
    });
    const late = setTimeout(() => {
      if (!stream.endAfterHeaders && !stream.readableEnded) stream.close(constants.NGHTTP2_CANCEL);
    }, limits.requestTimeout).unref();
    stream.once('close', () => {
      clearTimeout(late);
      open -= 1;
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR) return;
      const now = performance.now();
      if (now - since > WINDOW) [since, resets] = [now, 0];
      resets += 1;
      if (resets > MOST_RESETS) session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
  });
}

/** Whether the client does not take what waits for it, or does not send the body that it began. */
const isStuck = (stream: ServerHttp2Stream): boolean =>
  stream.writableLength > 0 || (!stream.endAfterHeaders && !stream.readableEnded && !stream.isPaused());
