import type { Agent, ClientRequest, ClientRequestArgs, IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { FieldLine } from '../../../protocol/fields';
import { inTime } from './answered';
import { faultOf, ResponseFailure, TimeoutFailure } from './failures';
import type { ProxyRoute } from './readProxy';

/** The largest head of a response, in bytes: browsers accept as much, while Node's default is 16 KiB. */
const LARGEST_HEAD = 256 * 1024;
/** Milliseconds that an idle connection is kept: shorter than other servers keep theirs, so a reused one is rarely closed. */
const IDLE = 1500;
/** The most idle connections of one route. */
const MOST_IDLE = 8;

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
  private agent: Agent | undefined;

  constructor(private readonly server: Pick<ProxyRoute, 'target' | 'insecure'>) {}

  /** Starts a request; `kept` reuses connections. */
  async open(
    { request, target, lines }: Pick<Forwarded, 'request' | 'target' | 'lines'>,
    kept: boolean,
  ): Promise<ClientRequest> {
    const { target: origin, insecure } = this.server;
    // `node:https` takes 10 ms to load, which most proxies do not need.
    const http = await (origin.protocol === 'https:' ? import('node:https') : import('node:http'));
    this.agent ??= new http.Agent({ keepAlive: true, timeout: IDLE, maxFreeSockets: MOST_IDLE });
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    const options: ClientRequestArgs & { rejectUnauthorized: boolean; servername: string } = {
      host,
      port: origin.port || (origin.protocol === 'https:' ? 443 : 80),
      method: request.method ?? 'GET',
      path: target,
      headers: lines.flat(),
      maxHeaderSize: LARGEST_HEAD,
      agent: kept ? this.agent : false,
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
    this.agent?.destroy();
  }
}

/** Sends a request on and resolves with the head of the response. Rejects within the route's `timeout`. */
export async function forward(connections: Connections, asked: Forwarded): Promise<IncomingMessage> {
  const outgoing = await connections.open(asked, true);
  try {
    return await responseTo(outgoing, asked);
  } catch (error) {
    // The other server may have closed an idle connection just now; nothing of the request has reached it then.
    if (!outgoing.reusedSocket || asked.hasBody || asked.signal.aborted || isOwnFailure(error)) throw error;
    return responseTo(await connections.open(asked, false), asked);
  }
}

const isOwnFailure = (error: unknown): boolean =>
  error instanceof TimeoutFailure ||
  error instanceof ResponseFailure ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_'));

function responseTo(outgoing: ClientRequest, asked: Forwarded): Promise<IncomingMessage> {
  const { request, route, hasBody, signal, onInformation } = asked;
  return inTime(outgoing, { timeout: route.timeout, signal }, ({ answered, fail, extend }) => {
    outgoing.on('information', ({ statusCode, rawHeaders }) => onInformation(statusCode, rawHeaders));
    outgoing.once('upgrade', (response, socket: Socket) => {
      socket.destroy();
      fail(new ResponseFailure(`it answered ${response.statusCode ?? 101} to a request without an upgrade`));
    });
    outgoing.once('response', response => {
      const fault = faultOf(response);
      if (fault === undefined) answered(response);
      else fail(new ResponseFailure(fault));
    });
    if (hasBody) upload(request, outgoing, extend);
    else outgoing.end();
  });
}

/** Passes on a body with its trailers, at the pace of the other server. */
function upload(request: IncomingMessage, outgoing: ClientRequest, onProgress: () => void): void {
  const breakOff = (): void => {
    if (!request.complete) outgoing.destroy();
  };
  request.on('data', onProgress);
  request.once('close', breakOff);
  request.once('end', () => {
    if (request.rawTrailers.length > 0) outgoing.addTrailers(request.trailers);
  });
  outgoing.once('close', () => {
    request.off('data', onProgress);
    request.off('close', breakOff);
  });
  // Before `pipe`, so that the trailers are there when it ends the request.
  request.pipe(outgoing);
}
