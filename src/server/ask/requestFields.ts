import type { IncomingMessage } from 'node:http';
import type { Asker } from './guard';
import { isLoopbackHost } from './guard';
import { typeOf, isHtml } from '../types/mime';
import type { Located } from './locate';

/** The located path of a request. */
export type LocatedPath = Extract<Located, { kind: 'path' }>;

/** The fields that the guard decides by. */
export function askerOf(request: IncomingMessage, authority: string | undefined): Asker {
  const { headers } = request;
  const hostFields = hostFieldsOf(request);
  return {
    method: request.method ?? 'GET',
    httpVersion: request.httpVersion,
    isCoded: headers['transfer-encoding'] !== undefined,
    // Node keeps the first of several, other servers the last: the guard refuses them.
    host: authority ?? hostFields[0],
    hostFields,
    origin: headers.origin,
    fetchSite: one(headers['sec-fetch-site']),
    fetchMode: one(headers['sec-fetch-mode']),
    fetchDest: one(headers['sec-fetch-dest']),
    // A ping may name its page by a field of its own.
    referer: headers.referer ?? one(headers['ping-from']),
    accept: headers.accept,
    purpose: purposeOf(headers),
    isPing: headers['ping-to'] !== undefined || headers['ping-from'] !== undefined,
    isEncrypted: isEncrypted(request),
    local: request.socket.localAddress,
  };
}

function hostFieldsOf({ rawHeaders }: IncomingMessage): readonly string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
}

/** The field that tells of a prefetch: its name of today, then those of Chrome and Safari, of Chrome and of Firefox before it. */
export const purposeOf = (headers: IncomingMessage['headers']): string | undefined =>
  one(headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-purpose'] ?? headers['x-moz']);

/** A field that Node may give as a list. Joined, repeated values match no rule. */
export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The request's fields that tell a navigation, as `Vary` names them. */
export const NAVIGATION_FIELDS: readonly string[] = [
  'Sec-Fetch-Dest',
  'Sec-Fetch-Mode',
  'Accept',
  'Upgrade-Insecure-Requests',
];

/** Destinations of navigation requests (Fetch, 2.2.5). `object` and `embed` show images, too, but in another mode. */
const DOCUMENTS = new Set(['document', 'iframe', 'frame', 'fencedframe']);
const NESTED = new Set(['object', 'embed']);

/**
 * Whether the reply becomes a document in a tab or a frame: only then does it carry the page script. Anything that a script fetches
 * arrives untouched.
 */
export function navigates({ headers }: IncomingMessage): boolean {
  const { accept, 'sec-fetch-dest': dest, 'sec-fetch-mode': mode } = headers;
  const wantsHtml = accept?.includes('text/html') ?? false;
  // Safari before 16.4, and every browser at an address without HTTPS off this machine, send no Fetch Metadata.
  if (dest === undefined)
    return mode === undefined ? wantsHtml && headers['x-requested-with'] === undefined : mode === 'navigate';
  if (DOCUMENTS.has(dest)) return true;
  if (mode === 'navigate') return dest === 'empty' || NESTED.has(dest);
  // A service worker that copies the request of a navigation changes mode and destination, and keeps the browser's own fields.
  return dest === 'empty' && wantsHtml && headers['upgrade-insecure-requests'] === '1';
}

/** `Sec-Fetch-Dest`, and `document` for a navigation that a service worker handed on without it. */
export const destinationOf = (request: IncomingMessage): string | undefined =>
  navigates(request) ? 'document' : one(request.headers['sec-fetch-dest']);

/** Whether ranges are asked for: RFC 9110, 14.2 defines them for GET alone. */
export const asksForParts = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.range !== undefined;

/** Whether a missing path looks like a route of a single-page app rather than a file. */
export async function asksForRoute(request: IncomingMessage, { segments }: LocatedPath): Promise<boolean> {
  if (!navigates(request)) return false;
  if (request.headers['sec-fetch-dest'] !== undefined) return true;
  const type = await typeOf(segments.at(-1) ?? '');
  return type === 'application/octet-stream' || isHtml(type);
}

/** Whether the connection is encrypted. */
export const isEncrypted = ({ socket }: Pick<IncomingMessage, 'socket'>): boolean =>
  'encrypted' in socket && socket.encrypted === true;

/** The origin of this server for the client's browser. */
export function originOf(request: IncomingMessage, authorities: readonly string[]): URL {
  const { host } = request.headers;
  // Forwarders that `asExternalUri` names speak TLS to the browser.
  const secure = host !== undefined && !isLoopbackHost(host) && authorities.includes(host);
  const origin = `${secure || isEncrypted(request) ? 'https' : 'http'}://${host ?? 'localhost'}/`;
  return new URL(URL.canParse(origin) ? origin : 'http://localhost/');
}

/** Whether the client is on this machine. A forwarder on this machine shows in the Host field. */
export function isLocal(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return /^(127\.|::1$|::ffff:127\.)/.test(address) && isLoopbackHost(request.headers.host);
}
