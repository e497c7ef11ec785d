import type { IncomingMessage } from 'node:http';
import type { Asker } from './guard';
import { isLoopbackHost } from './guard';
import { typeOf, isHtml } from '../types/mime';
import type { Located } from './locate';

/** A path that was asked for. */
export type LocatedPath = Extract<Located, { kind: 'path' }>;

/** Names of the field that tells of a prefetch: today's, then those of Chrome and Safari, of Chrome and of Firefox before it. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** Who asks: the fields that the guard decides by. */
export function askerOf(request: IncomingMessage, authority: string | undefined): Asker {
  const { headers } = request;
  return {
    method: request.method ?? 'GET',
    httpVersion: request.httpVersion,
    host: authority ?? hostOf(request),
    origin: headers.origin,
    fetchSite: one(headers['sec-fetch-site']),
    fetchMode: one(headers['sec-fetch-mode']),
    fetchDest: one(headers['sec-fetch-dest']),
    referer: headers.referer,
    accept: headers.accept,
    purpose: PURPOSES.map(name => one(headers[name])).find(value => value !== undefined),
    isPing: headers['ping-to'] !== undefined || headers['ping-from'] !== undefined,
    local: request.socket.localAddress,
  };
}

/** Node keeps the first of several Host fields, another server perhaps the last: together they are the name of no host. */
function hostOf({ rawHeaders }: IncomingMessage): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    found = found === undefined ? rawHeaders[at + 1] : `${found}, ${rawHeaders[at + 1]}`;
  }
  return found;
}

/** A field that Node may hand over as a list; repeated values are foreign to every rule, so they stay joined. */
export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Whether the reply becomes a document in a tab or a frame: only then does it carry the page script. */
export function navigates(request: IncomingMessage): boolean {
  const dest = request.headers['sec-fetch-dest'];
  if (dest !== undefined) return dest === 'document' || dest === 'iframe' || dest === 'frame';
  return request.headers.accept?.includes('text/html') ?? false;
}

/** Whether ranges are asked for: RFC 9110, 14.2 defines them for GET alone. */
export const asksForParts = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.range !== undefined;

/** Whether an unknown path looks like a route of an app rather than a file that is missing. */
export function asksForRoute(request: IncomingMessage, { segments }: LocatedPath): boolean {
  if (!navigates(request)) return false;
  if (request.headers['sec-fetch-dest'] !== undefined) return true;
  const type = typeOf(segments.at(-1) ?? '');
  return type === 'application/octet-stream' || isHtml(type);
}

/** The origin that the client's browser knows this server by. */
export function originOf({ headers: { host } }: IncomingMessage, authorities: readonly string[]): URL {
  // What stands between us and a browser that is elsewhere speaks TLS.
  const secure = host !== undefined && !isLoopbackHost(host) && authorities.includes(host);
  const origin = `${secure ? 'https' : 'http'}://${host ?? 'localhost'}/`;
  return new URL(URL.canParse(origin) ? origin : 'http://localhost/');
}

/** Whether the client is on this machine, as far as the server can tell: a forwarder's Host gives it away. */
export function isLocal(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return /^(127\.|::1$|::ffff:127\.)/.test(address) && isLoopbackHost(request.headers.host);
}
