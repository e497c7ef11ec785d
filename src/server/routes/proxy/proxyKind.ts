import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FieldLine } from '../../../protocol/fields';
import { isLocal, originOf } from '../../ask/requestFields';
import { corsFor } from '../../ask/guard';
import { printable } from '../../log';
import { noBody, type Headers, type Reply } from '../../reply/reply';
import { belowPath } from '../belowPath';
import { hasBody } from '../body';
import type { RouteContext, RouteSite } from '../context';
import { guarded } from '../guarded';
import type { Exchange, RouteKind, Upgrade } from '../routeKind';
import { climbReply, failureReply, faultFor, goneReply, loopReply, ResponseFailure } from './failures';
import { framingLines, hasLooped, requestLines, responseFields } from './proxyFields';
import { Connections, forward } from './forward';
import { cookiePathOf, redirectOf, targetOf } from './mapping';
import { BELOW, PROXY_OPTIONS, type ProxyRoute, readProxy } from './readProxy';
import { connect, handshake } from './tunnel';

/** Routes that another server answers: requests and responses pass unchanged but for what the route says and security demands. */
export function proxyKind(context: RouteContext): RouteKind {
  const shared: Shared = {
    context,
    // Random, since one Porthole may be a proxy for another.
    via: `porthole-${randomBytes(6).toString('hex')}`,
    tunnels: new Set(),
    connections: new Map(),
  };
  return {
    options: PROXY_OPTIONS,
    below: BELOW,
    read(given) {
      const route = readProxy(given);
      if ('fault' in route) return route;
      const proxy = new Proxy(route, shared);
      return {
        takesAnyPath: true,
        answer: exchange => proxy.answer(exchange),
        join: (exchange, upgrade) => proxy.join(exchange, upgrade),
      };
    },
    async close() {
      for (const socket of shared.tunnels) socket.destroy();
      for (const connections of shared.connections.values()) connections.close();
    },
  };
}

/** The part that all proxy routes of a server share. */
interface Shared {
  readonly context: RouteContext;
  /** Porthole's name in `Via`. */
  readonly via: string;
  /** Sockets of open WebSockets to other servers. */
  readonly tunnels: Set<Duplex>;
  /** By origin and `insecure`: they outlive a change of the routes file. */
  readonly connections: Map<string, Connections>;
}

class Proxy {
  private readonly site: RouteSite;
  private readonly connections: Connections;

  constructor(
    private readonly route: ProxyRoute,
    private readonly shared: Shared,
  ) {
    this.site = shared.context.site;
    const key = `${route.target.origin} ${route.insecure}`;
    this.connections = shared.connections.get(key) ?? new Connections(route);
    shared.connections.set(key, this.connections);
  }

  async answer(exchange: Exchange): Promise<Reply> {
    const { route, site } = this;
    const { request, signal } = exchange;
    const target = this.targetOf(exchange);
    if (typeof target !== 'string') return target;
    try {
      const response = await forward(this.connections, {
        request,
        route,
        target,
        lines: [...this.lines(request), ...framingLines(request)],
        hasBody: hasBody(request),
        signal,
        onInformation: (status, rawHeaders) => this.inform(request, status, rawHeaders),
      });
      const unsent = faultFor(request, response);
      if (unsent === undefined) return this.reply(request, response, target);
      response.destroy();
      return failureReply(request, site, route, new ResponseFailure(unsent));
    } catch (error) {
      return signal.aborted ? goneReply : failureReply(request, site, route, error);
    }
  }

  /** Connects a WebSocket with one of the other server; a response that is no `101` goes to the client as it is. */
  async join({ signal, ...exchange }: Exchange, upgrade: Upgrade): Promise<Reply | undefined> {
    const { route, site, shared } = this;
    const { request, socket: client } = upgrade;
    const target = this.targetOf({ ...exchange, signal });
    if (typeof target !== 'string') return target;
    // A client that ends its side now will send no frame: it has gone, which `signal` then tells.
    const leave = (): void => {
      client.destroy();
    };
    client.once('end', leave);
    if (client.readableEnded) leave();
    const offer: FieldLine[] = [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
    ];
    try {
      const lines = [...this.lines(request), ...offer];
      const outgoing = await this.connections.open({ request, target, lines }, false);
      const answer = await handshake(outgoing, route.timeout, signal);
      if (answer.kind === 'response') return this.reply(request, answer.response, target);
      const { socket } = answer;
      shared.tunnels.add(socket);
      socket.once('close', () => shared.tunnels.delete(socket));
      connect(upgrade, answer, belowPath(this.fields(request, answer.response, target), request));
      return undefined;
    } catch (error) {
      if (signal.aborted) return goneReply;
      return failureReply(request, site, route, error, `WebSocket ${printable(request.url ?? '')}`);
    } finally {
      client.off('end', leave);
    }
  }

  private targetOf({ request, sent, raw }: Exchange): string | Reply {
    if (hasLooped(request, this.shared.via)) return loopReply(request, this.site);
    return targetOf(this.route, sent, raw) ?? climbReply(request, this.site);
  }

  private lines(request: IncomingMessage): FieldLine[] {
    const { admission, options } = this.site;
    return requestLines(request, {
      target: this.route.target,
      changes: this.route.requestHeaders,
      via: this.shared.via,
      protocol: originOf(request, options.authorities).protocol,
      isOwn: origin => corsFor(origin, admission) === undefined,
    });
  }

  private inform(request: IncomingMessage, status: number, rawHeaders: readonly string[]): void {
    const { context } = this.shared;
    if (status === 100) context.sendContinue(request);
    else context.sendInformation(request, status, rawHeaders);
  }

  private fields(request: IncomingMessage, response: IncomingMessage, target: string): Headers {
    const { route } = this;
    return responseFields(response, {
      redirect: location => redirectOf(route, location, target),
      cookies: { secure: this.isSecure(request), path: path => cookiePathOf(route, path) },
      changes: route.headers,
      isChunked:
        response.headers['transfer-encoding'] !== undefined &&
        request.httpVersion !== '1.0' &&
        !isEmpty(request, response),
    });
  }

  /** Safari alone takes `http://localhost` for an insecure origin, and refuses its `Secure` cookies. */
  private isSecure(request: IncomingMessage): boolean {
    if (originOf(request, this.site.options.authorities).protocol === 'https:') return true;
    const agent = request.headers['user-agent'] ?? '';
    return isLocal(request) && !(agent.includes('Version/') && agent.includes('Safari/'));
  }

  private reply(request: IncomingMessage, response: IncomingMessage, target: string): Reply {
    const status = response.statusCode ?? 502;
    const hasNoBody = isEmpty(request, response);
    // Read to its end, so that the connection can be used again.
    if (hasNoBody) response.resume();
    return {
      status,
      reason: response.statusMessage ?? '',
      headers: guarded(this.fields(request, response, target), this.site.pages),
      body: hasNoBody ? noBody : { kind: 'stream', stream: response, trailers: () => response.rawTrailers },
      rule: 'proxy',
    };
  }
}

/** Whether a response has no body, whatever its fields say (RFC 9112, 6.3). */
const isEmpty = ({ method }: IncomingMessage, { statusCode }: IncomingMessage): boolean =>
  method === 'HEAD' || statusCode === 204 || statusCode === 304;
