import type { IncomingMessage } from 'node:http';
import { type FieldLine, fieldLines, isHopByHop, isRemade } from '../../../protocol/fields';
import type { Headers } from '../../reply/reply';
import { gather } from '../fieldLines';
import { withCookies } from '../ownCookies';
import { type CookieScope, ownCookie, theirCookies } from './cookies';
import type { Changes } from './readProxy';

interface Forwarding {
  readonly target: URL;
  readonly changes: Changes;
  /** Porthole's name in `Via` (RFC 9110, 7.6.3). */
  readonly via: string;
  /** The protocol of the browser's address, such as `https:`. */
  readonly protocol: string;
  /** Whether an Origin is that of our own pages. */
  readonly isOwn: (origin: string) => boolean;
}

/** Methods whose requests have no body unless they say so; any other gets `Content-Length: 0` (RFC 9110, 8.6). */
const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** The fields for the other server, without those that frame the message. Pure. */
export function requestLines(request: IncomingMessage, forwarding: Forwarding): FieldLine[] {
  const { headers, httpVersion, socket } = request;
  const { target, changes, via, protocol, isOwn } = forwarding;
  const set: Readonly<Record<string, FieldLine>> = {
    host: ['Host', target.host],
    via: ['Via', joined(headers.via, `${httpVersion} ${via}`)],
    'x-forwarded-for': ['X-Forwarded-For', joined(headers['x-forwarded-for'], socket.remoteAddress ?? '')],
    // A forwarder in front of this server knows the browser's address better.
    ...(headers['x-forwarded-host'] === undefined
      ? { 'x-forwarded-host': ['X-Forwarded-Host', headers.host ?? ''] }
      : {}),
    ...(headers['x-forwarded-proto'] === undefined
      ? { 'x-forwarded-proto': ['X-Forwarded-Proto', protocol.replace(':', '')] }
      : {}),
    // The other server sees its own origin: to it, pages that were loaded from here are its own.
    ...(headers.origin !== undefined && isOwn(headers.origin) ? { origin: ['Origin', target.origin] } : {}),
    ...Object.fromEntries(
      Object.entries(changes).flatMap(([name, value]) => (value === null ? [] : [[name, [name, value]]])),
    ),
  };
  const named = namedBy(headers.connection);
  const kept = fieldLines(request.rawHeaders).filter(([name]) => {
    const key = name.toLowerCase();
    // `Expect` is passed on: the other server says whether it wants the body.
    const remade = isRemade(name) && key !== 'expect';
    return !remade && !named.has(key) && !Object.hasOwn(set, key) && !Object.hasOwn(changes, key);
  });
  return [...Object.values(set), ...withCookies(kept, theirCookies)];
}

/** The fields that frame the body of a request as its client framed it, whatever the method (RFC 9112, 6). Pure. */
export function framingLines({ headers, method = 'GET' }: IncomingMessage): FieldLine[] {
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) return [['Transfer-Encoding', coding]];
  const length = headers['content-length'] ?? (BODILESS.has(method) ? undefined : '0');
  return length === undefined ? [] : [['Content-Length', length]];
}

/** Whether a request has come through this very server before. */
export function hasLooped({ headers }: IncomingMessage, via: string): boolean {
  return (headers.via ?? '').split(',').some(each => each.trim().split(' ')[1] === via);
}

/** `Refresh: 5; url=…` leads elsewhere as `Location` does (HTML, "shared declarative refresh steps"). */
const REFRESH = /^(\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?)([^"']+)/i;

/**
 * Fields whose value is one address, as Apache's `ProxyPassReverse` maps them. `Link` speaks of what is in the body, where addresses stay as
 * they were sent, too.
 */
const LEADING = new Set(['location', 'content-location']);

/** Changes to the fields of a response. */
interface Returning {
  readonly redirect: (location: string) => string;
  readonly cookies: CookieScope;
  readonly changes: Changes;
  /** Whether the client gets the body in chunks, which alone have trailers. */
  readonly isChunked: boolean;
}

/** The fields of the other server's response for the client, names as they were sent. Pure. */
export function responseFields(
  { rawHeaders, headers, statusCode }: IncomingMessage,
  { redirect, cookies: scope, changes, isChunked }: Returning,
): Headers {
  const named = namedBy(headers.connection);
  const lines = fieldLines(rawHeaders).flatMap(([name, value]): FieldLine[] => {
    const key = name.toLowerCase();
    // `Trailer` announces fields that follow the body (RFC 9110, 6.6.2), so it is passed on with them.
    if (
      (isHopByHop(key) && !(key === 'trailer' && isChunked)) ||
      named.has(key) ||
      Object.hasOwn(changes, key)
    )
      return [];
    // RFC 9110, 8.6: a 204 has no length, and HTTP/2 ends the stream of one that has.
    if (key === 'content-length' && statusCode === 204) return [];
    // `porthole.cors` alone says which origins may read a reply.
    if (key.startsWith('access-control-')) return [];
    if (key === 'set-cookie') return [[name, ownCookie(value, scope)]];
    if (key === 'refresh')
      return [[name, value.replace(REFRESH, (_, wait: string, to: string) => wait + redirect(to))]];
    return [[name, LEADING.has(key) ? redirect(value) : value]];
  });
  const set = Object.entries(changes).flatMap(([name, value]): FieldLine[] =>
    value === null ? [] : [[name, value]],
  );
  return gather([...lines, ...set]);
}

/** The fields that `Connection` names as those of one connection (RFC 9110, 7.6.1). */
function namedBy(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined) return new Set();
  return new Set(connection.split(',').map(name => name.trim().toLowerCase()));
}

const joined = (before: string | string[] | undefined, value: string): string =>
  [before ?? [], value].flat().filter(Boolean).join(', ');
