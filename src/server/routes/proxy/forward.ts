import type { Agent, ClientRequest, ClientRequestArgs, IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { type FieldLine, fieldLines, isRemade } from '../../../protocol/fields';
import { inTime } from './inTime';
import { faultOf, ResponseFailure, TimeoutFailure } from './failures';
import type { ProxyRoute } from './readProxy';

/** The largest head of a response, in bytes: browsers accept as much, while Node's default is 16 KiB. */
const LARGEST_HEAD = 256 * 1024;
/** Milliseconds that an idle connection is kept: shorter than other servers keep theirs, so a reused one is rarely closed. */
const IDLE = 1500;
/** The most idle connections of one route. */
const MOST_IDLE = 8;
/** Interim responses to one request: a server that sends them without an end would hold up all others (security rule 19). */
const MOST_INTERIM = 1000;

/** A request for the other server. */
export interface Forwarded {
  readonly request: IncomingMessage;
  readonly route: ProxyRoute;
  /** Path and query. */
  readonly target: string;
  readonly lines: readonly FieldLine[];
  /** Whether the request has a body to pass on. */
  readonly hasBody: boolean;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** An interim response (RFC 9110, 15.2). */
  readonly onInformation: (status: number, rawHeaders: readonly string[]) => void;
}

/** Connections to one other server. */
export class Connections {
  private keeping: Agent | undefined;
  /** Opens a connection for each request; for HTTPS it resumes the session of one before. */
  private opening: Agent | undefined;

  constructor(private readonly server: Pick<ProxyRoute, 'target' | 'insecure'>) {}

  /** Starts a request; `kept` reuses a connection, and leaves its own for others. */
  async open(
    { request, target, lines }: Pick<Forwarded, 'request' | 'target' | 'lines'>,
    kept: boolean,
  ): Promise<ClientRequest> {
    const { target: origin, insecure } = this.server;
    // `node:https` takes 10 ms to load, which most proxies do not need.
    const http = await (origin.protocol === 'https:' ? import('node:https') : import('node:http'));
    this.keeping ??= new http.Agent({ keepAlive: true, timeout: IDLE, maxFreeSockets: MOST_IDLE });
    this.opening ??= new http.Agent();
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    const options: ClientRequestArgs & { rejectUnauthorized: boolean; servername: string } = {
      host,
      port: origin.port || (origin.protocol === 'https:' ? 443 : 80),
      method: request.method ?? 'GET',
      path: target,
      headers: lines.flat(),
      maxHeaderSize: LARGEST_HEAD,
      agent: kept ? this.keeping : this.opening,
      rejectUnauthorized: !insecure,
      // TLS has server names for host names only (RFC 6066, 3).
      servername: isIP(host) ? '' : host,
    };
    const outgoing = http.request(options);
    // Node drops header fields after the 2,000th without a word; the size is limited already.
    outgoing.maxHeadersCount = 0;
    return outgoing;
  }

  close(): void {
    this.keeping?.destroy();
    this.opening?.destroy();
  }
}

/** Sends a request on and resolves with the head of the response. Rejects within the route's `timeout`. */
export async function forward(connections: Connections, asked: Forwarded): Promise<IncomingMessage> {
  // A kept connection may be closed at any time, and many servers do so without a word. Only what may be sent twice goes over one
  // (RFC 9110, 9.2.2): where a browser sends a POST again, a proxy must not.
  if (!isRepeatable(asked)) return responseTo(await openAlone(connections, asked), asked);
  const outgoing = await connections.open(asked, true);
  try {
    return await responseTo(outgoing, asked);
  } catch (error) {
    if (!outgoing.reusedSocket || asked.signal.aborted || isOwnFailure(error)) throw error;
    return responseTo(await openAlone(connections, asked), asked);
  }
}

/** A server that was told to close may do so over an upload that it answers early, and its answer is lost (RFC 9112, 9.6). */
const openAlone = (connections: Connections, asked: Forwarded): Promise<ClientRequest> =>
  connections.open({ ...asked, lines: [...asked.lines, ['Connection', 'keep-alive']] }, false);

const IDEMPOTENT = /^(?:GET|HEAD|OPTIONS|TRACE|PUT|DELETE|PROPFIND|SEARCH|QUERY)$/;

const isRepeatable = ({ request, hasBody }: Forwarded): boolean =>
  !hasBody && IDEMPOTENT.test(request.method ?? 'GET');

const isOwnFailure = (error: unknown): boolean =>
  error instanceof TimeoutFailure ||
  error instanceof ResponseFailure ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_'));

function responseTo(outgoing: ClientRequest, asked: Forwarded): Promise<IncomingMessage> {
  const { request, route, hasBody, signal, onInformation } = asked;
  return inTime(outgoing, { timeout: route.timeout, signal }, ({ answered, fail, extend }) => {
    let interim = 0;
    outgoing.on('information', ({ statusCode, rawHeaders }) => {
      interim += 1;
      if (interim <= MOST_INTERIM) onInformation(statusCode, rawHeaders);
      else fail(new ResponseFailure(`it sent more than ${MOST_INTERIM} interim responses`));
    });
    outgoing.once('upgrade', (response, socket: Socket) => {
      socket.destroy();
      fail(new ResponseFailure(`it answered ${response.statusCode ?? 101} to a request without an upgrade`));
    });
    outgoing.once('response', response => {
      const fault = faultOf(response);
      if (fault !== undefined) return fail(new ResponseFailure(fault));
      endsByReset(response);
      answered(response);
    });
    if (hasBody) upload(request, outgoing, extend);
    else outgoing.end();
  });
}

/**
 * Breaks off a body that ends with its connection where that is reset: RFC 9112, 8 calls it complete only after a regular end, while Node
 * takes any end for one.
 */
function endsByReset(response: IncomingMessage): void {
  const { socket, headers } = response;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return;
  const breakOff = (error: Error): unknown => response.destroy(error);
  // Before Node's own listener, which ends the body.
  socket.prependListener('error', breakOff);
  response.once('close', () => socket.off('error', breakOff));
}

/** Passes on a body with its trailers, at the pace of the other server. */
function upload(request: IncomingMessage, outgoing: ClientRequest, onProgress: () => void): void {
  const length = Number(request.headers['content-length']);
  let passed = 0;
  const breakOff = (): void => {
    if (!request.complete) outgoing.destroy();
  };
  const pass = (part: Buffer): void => {
    onProgress();
    passed += part.length;
    // `end` with the last byte: if the other server answers and resets, a later write fails, and Node drops the unread answer.
    if (passed === length) outgoing.end();
  };
  request.once('close', breakOff);
  request.once('end', () => {
    // `rawTrailers` keeps names as they were sent; `request.trailers` has them in lower case, and each once.
    const lines = fieldLines(request.rawTrailers).filter(([name]) => !isRemade(name));
    if (lines.length > 0) outgoing.addTrailers(lines.map(([name, value]): [string, string] => [name, value]));
  });
  outgoing.once('close', () => {
    request.off('data', pass);
    request.off('close', breakOff);
  });
  // A body that is cut off must not look complete.
  outgoing.once('unpipe', () => {
    if (!request.readableEnded && passed !== length) outgoing.destroy();
  });
  // Before `pipe`, so that the trailers are there when it ends the request.
  request.pipe(outgoing);
  // Behind the listener of `pipe`, which has written the bytes.
  request.on('data', pass);
}
