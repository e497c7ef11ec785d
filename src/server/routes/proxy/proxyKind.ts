import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { proxyFetch, proxyUpgrade } from 'httpxy';
import { corsFor } from '../../ask/guard';
import { printable } from '../../log';
import { noBody, type Reply } from '../../reply/reply';
import type { Exchange, RouteKind, Upgrade } from '../routeKind';
import { hasBody } from '../body';
import type { RouteContext, RouteSite } from '../context';
import { guarded } from '../guarded';
import { gather } from '../fieldLines';
import { redirectOf, targetOf } from './address';
import { hasLooped, requestLines, responseFields } from './fields';
import { BELOW, PROXY_OPTIONS, type ProxyRoute, readProxy } from './readProxy';
import { loopReply, TimedOut, troubleReply } from './failures';

/** Routes that another server answers: the request goes there as it came, and what comes back goes to the client. */
export function proxyKind(context: RouteContext): RouteKind {
  const proxy = new Proxy(context);
  return {
    options: PROXY_OPTIONS,
    below: BELOW,
    read(given) {
      const route = readProxy(given);
      if ('fault' in route) return route;
      return {
        answer: exchange => proxy.answer(route, exchange),
        join: (exchange, upgrade) => proxy.join(route, exchange, upgrade),
      };
    },
    close: () => proxy.close(),
  };
}

class Proxy {
  /** Not the same for two servers: one may stand before the other. */
  private readonly via = `porthole-${randomBytes(6).toString('hex')}`;
  private readonly sockets = new Set<Socket>();

  private readonly site: RouteSite;

  constructor(private readonly context: RouteContext) {
    this.site = context.site;
  }

  async answer(route: ProxyRoute, exchange: Exchange): Promise<Reply> {
    const { request, located, params, signal } = exchange;
    if (hasLooped(request, this.via)) return loopReply(request, this.site);
    const asked = targetOf(route, located, params);
    this.context.sendContinue(request);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new TimedOut(route.timeout)), route.timeout);
    try {
      const response = await proxyFetch(
        addressOf(asked),
        asked,
        {
          method: request.method ?? 'GET',
          headers: this.lines(route, exchange),
          signal: AbortSignal.any([signal, deadline.signal]),
          ...(hasBody(request) ? { body: Readable.toWeb(request) } : {}),
        },
        { agent: false, ssl: { rejectUnauthorized: !route.insecure } },
      );
      return this.reply(route, response, asked);
    } catch (error) {
      return troubleReply(
        request,
        this.site,
        route,
        deadline.signal.aborted ? deadline.signal.reason : error,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Connects a WebSocket with one of the other server. From here on, the two have the connection to themselves. */
  async join(
    route: ProxyRoute,
    exchange: Exchange,
    { request, socket, head }: Upgrade,
  ): Promise<Reply | undefined> {
    if (hasLooped(request, this.via)) return loopReply(request, this.site);
    const asked = targetOf(route, exchange.located, exchange.params);
    const headers = { ...gather(this.lines(route, exchange)), connection: 'Upgrade', upgrade: 'websocket' };
    const forwarded = Object.create(request, {
      url: { value: asked.pathname + asked.search },
      headers: { value: headers },
    }) as typeof request;
    try {
      const options = { xfwd: false, agent: false, secure: !route.insecure, upgradeTimeout: route.timeout };
      this.keep(await proxyUpgrade(addressOf(asked), forwarded, socket, head, options), socket);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.site.log.event(
        'warn',
        `WebSocket ${printable(request.url ?? '')}: ${route.target.origin}: ${reason}`,
      );
    }
    return undefined;
  }

  /** Ends every connection that is still open. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
  }

  private lines(route: ProxyRoute, { request }: Exchange): [name: string, value: string][] {
    const { admission } = this.site;
    const isOwn = (origin: string): boolean => corsFor(origin, admission) === undefined;
    return requestLines(request, {
      target: route.target,
      changes: route.requestHeaders,
      via: this.via,
      isOwn,
    });
  }

  private reply(route: ProxyRoute, { status, headers, body }: Response, asked: URL): Reply {
    const fields = responseFields(headers, location => redirectOf(route, location, asked), route.headers);
    return {
      status,
      headers: guarded(fields, this.site.pages),
      body: body ? { kind: 'stream', stream: Readable.fromWeb(body) } : noBody,
      rule: 'proxy',
    };
  }

  private keep(there: Socket, here: Upgrade['socket']): void {
    this.sockets.add(there);
    // A pipe passes on an end, and nothing of a socket that is destroyed.
    here.once('close', () => there.destroy());
    there.once('close', () => {
      this.sockets.delete(there);
      here.destroy();
    });
  }
}

/** An address literal stands in brackets in a URL and without them everywhere else. */
function addressOf({ protocol, origin, hostname, port }: URL): Parameters<typeof proxyFetch>[0] {
  if (protocol === 'https:') return origin;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}
