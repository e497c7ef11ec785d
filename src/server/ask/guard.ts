import { timingSafeEqual } from 'node:crypto';
import type { CorsOrigin } from '../../protocol/serverOptions';
import { faultOfFields, isAuthority, NO_AUTHORITY, NO_FIELD } from './hostField';

/** The fields of a request that the guard decides by. */
export interface Asker {
  readonly method: string;
  readonly httpVersion: string;
  /** Whether the message has a Transfer-Encoding. */
  readonly isCoded?: boolean;
  /** The Host field, or the authority of an absolute-form target, which stands for it. */
  readonly host: string | undefined;
  /** All Host fields as sent: a malformed one is refused even if the target names the host. */
  readonly hostFields?: readonly string[];
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
  readonly fetchDest: string | undefined;
  readonly referer: string | undefined;
  readonly accept: string | undefined;
  /** Sec-Purpose, or one of the names that older browsers give it: `prefetch`, `preview`, `prefetch;prerender`. */
  readonly purpose: string | undefined;
  /** Whether the request is the audit of a link that was clicked (HTML, "hyperlink auditing"). */
  readonly isPing: boolean;
  /** Whether the connection is encrypted: then this server's own origins begin with `https:`. */
  readonly isEncrypted?: boolean;
  /** The address of this machine that the connection came to. */
  readonly local: string | undefined;
}

/** The hosts and origins that the guard admits. */
export interface Admission {
  /** The address that the server is bound to; `0.0.0.0` and `::` admit each address that the server is reached by. */
  readonly host: string;
  /** `host[:port]` that `asExternalUri` gave for this server. */
  readonly authorities: readonly string[];
  readonly cors: readonly CorsOrigin[];
  /** Whether the listener is there for other devices: it answers to its own address only, not to `localhost`. */
  readonly isShared?: boolean;
}

/** The reason for refusing a request. */
export interface Refusal {
  readonly cause:
    | 'message'
    | 'host'
    | 'authority'
    | 'origin'
    | 'fetch-metadata'
    | 'token'
    | 'frame'
    | 'pass'
    | 'device';
  /** The host or origin that was refused, as sent; for the log. */
  readonly who: string;
  /** One sentence for the user. */
  readonly reason: string;
  /** The setting, if any, that would allow it. */
  readonly setting: string | undefined;
}

export type Verdict = 'ok' | Refusal;
export type View = 'frame' | 'window';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)+localhost)$/i;
/** Fast path: nearly every Host is one of these with a valid port, and each request is checked several times. */
const PLAIN_LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}))?$/;
const ANY_ADDRESS = /^(0\.0\.0\.0|::)$/;
const HOST_FIELD = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;

/** Decides on Host, Origin and Fetch Metadata, before anything else looks at a request. Pure. */
export function judge(asker: Asker, admission: Admission): Verdict {
  const host = judgeHost(asker, admission);
  if (host !== 'ok') return host;
  if (asker.origin !== undefined) {
    if (isOwnOrigin(asker.origin, asker, admission)) return 'ok';
    return corsFor(asker.origin, admission) ? 'ok' : foreign(asker.origin);
  }
  return judgeFetch(asker, admission);
}

/** Decides on a WebSocket upgrade: the same gate, and the token where it opens the live channel. Pure. */
export function judgeUpgrade(asker: Asker, admission: Admission): Verdict {
  const host = judgeHost(asker, admission);
  if (host !== 'ok') return host;
  // A listed CORS origin may read replies; it must not hear what the developer types.
  if (asker.origin !== undefined && !isOwnOrigin(asker.origin, asker, admission)) {
    return refusal('origin', asker.origin, 'The live channel is for this server’s own pages.');
  }
  // Browsers send Origin with every upgrade; without it, Fetch Metadata decides.
  return asker.origin === undefined ? judgeFetch(asker, admission) : 'ok';
}

/**
 * Decides whether a request may reach a route, once `judge` has let it in (security rule 14). Pure. Browsers send no Fetch Metadata to a
 * plain-HTTP name that is not loopback, so a foreign page's image looks like a navigation there. The request must carry our
 * `SameSite=Strict` cookie, or an Origin or Referer of our own.
 */
export function judgeRoute(asker: Asker, admission: Admission, hasPass: () => boolean): Verdict {
  const { host, fetchSite, purpose, origin, referer } = asker;
  const isOurs = (): boolean =>
    [origin, originOfReferer(referer)].some(each => isOwn(each, asker, admission));
  // Chromium sends `none` with the prefetch of any page's speculation rules, which may leave out the Referer (security rule 15).
  if (fetchSite === 'none' && purpose !== undefined && !isOurs())
    return refusal(
      'fetch-metadata',
      purpose,
      'Routes answer no prefetch that is not of a page of this server.',
    );
  if (host === undefined || isLoopbackHost(host)) return 'ok';
  if (fetchSite === 'same-origin' || fetchSite === 'none' || hasPass() || isOurs()) return 'ok';
  const who = referer ?? 'a client without a page of this server';
  return refusal('pass', who, 'On this address, routes answer only requests from pages of this server.');
}

const refusal = (cause: Refusal['cause'], who: string, reason: string): Refusal => ({
  cause,
  who,
  reason,
  setting: undefined,
});

/** Decides whether a device may send requests to a shared address: only after it has signed in with a code. Pure. */
export function judgeDevice(isKnown: boolean, peer: string): Verdict {
  if (isKnown) return 'ok';
  return refusal(
    'device',
    peer,
    'This address is only for devices that scanned the current code in VS Code.',
  );
}

/**
 * Where a page of another origin would show the reply, in a frame or a window; undefined for any other
 * request (security rule 13). Pure.
 */
export function foreignView(asker: Asker, admission: Admission): View | undefined {
  const view = VIEWS.get(asker.fetchDest);
  return view && isForeign(asker, admission) ? view : undefined;
}

const FRAMES = ['iframe', 'frame', 'embed', 'object', 'fencedframe'].map(dest => [dest, 'frame'] as const);
const VIEWS = new Map<string | undefined, View>([...FRAMES, ['document', 'window']]);

export const viewRefusal = refusal(
  'frame',
  'a page of another origin',
  'A page of another origin may show documents only.',
);

/** Compares the token of a live connection in constant time. */
export function judgeToken(given: string | undefined, token: string): Verdict {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(token);
  if (a.length === b.length && timingSafeEqual(a, b)) return 'ok';
  return refusal('token', 'a client', 'The live channel needs the token of this server.');
}

/** The entry of `porthole.cors` that lists this origin. */
export function corsFor(origin: string, admission: Admission): { readonly credentials: boolean } | undefined {
  const listed = admission.cors.find(entry =>
    sameText(typeof entry === 'string' ? entry : entry.origin, origin),
  );
  return listed === undefined ? undefined : { credentials: typeof listed !== 'string' && listed.credentials };
}

/** Whether the Host field is a loopback name. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined || PLAIN_LOOPBACK.test(host)) return host !== undefined;
  return LOOPBACK.test(HOST_FIELD.exec(host)?.[1] ?? '');
}

/** A message that another server on the way may read in another way (RFC 9112, 2.3 and 6.1): request smuggling begins so. */
function judgeMessage({ httpVersion, isCoded = false }: Asker): Verdict {
  if (httpVersion === '1.1' || httpVersion === '2' || (httpVersion === '1.0' && !isCoded)) return 'ok';
  return {
    cause: 'message',
    who: `a client of HTTP/${httpVersion}`,
    reason: isCoded ? 'HTTP/1.0 has no Transfer-Encoding.' : 'This server speaks HTTP/1.1.',
    setting: undefined,
  };
}

function judgeHost(asker: Asker, admission: Admission): Verdict {
  const message = judgeMessage(asker);
  if (message !== 'ok') return message;
  const { host, hostFields, httpVersion, local } = asker;
  const fault = hostFields && faultOfFields(hostFields, httpVersion);
  if (fault !== undefined) return refusal('authority', hostFields?.join(', ') || '(none)', fault);
  if (host !== undefined && !admission.isShared && PLAIN_LOOPBACK.test(host)) return 'ok';
  // No browser speaks HTTP/1.0, so a request without a Host cannot come from a page behind a rebound name.
  if (host === undefined && httpVersion === '1.0') return 'ok';
  if (host === undefined) return refusal('authority', '(none)', NO_FIELD);
  if (!isAuthority(host)) return refusal('authority', host, NO_AUTHORITY);
  if (isAdmittedHost(host, local, admission)) return 'ok';
  return {
    cause: 'host',
    who: host,
    reason: 'This server answers to localhost only, and the request names another host.',
    setting: undefined,
  };
}

function isAdmittedHost(host: string, local: string | undefined, admission: Admission): boolean {
  if (!admission.isShared && isLoopbackHost(host)) return true;
  const name = HOST_FIELD.exec(host)?.[1];
  if (name === undefined) return false;
  return (
    sameText(name, boundName(local, admission.host)) ||
    admission.authorities.some(authority => sameText(authority, host))
  );
}

/** The bound address as a Host field has it. A name that resolves to it is not admitted: its owner may rebind it. */
function boundName(local: string | undefined, bound: string): string {
  const address = ANY_ADDRESS.test(bound) ? (local ?? '').replace(/^::ffff:/, '') : bound;
  return address.includes(':') ? `[${address}]` : address;
}

function foreign(origin: string): Refusal {
  if (origin === 'null') {
    return {
      cause: 'origin',
      who: origin,
      reason:
        'This server answers its own pages only, and the request comes from one without an origin: a sandboxed frame or a local file.',
      setting: undefined,
    };
  }
  return {
    cause: 'origin',
    who: origin,
    reason: 'This server answers its own pages only, and the request comes from another origin.',
    setting: 'porthole.cors',
  };
}

/** `null` is foreign, and so is another port of localhost: scheme, name and port make an origin (RFC 6454, 4). */
function isOwnOrigin(origin: string, { host, isEncrypted }: Asker, admission: Admission): boolean {
  const match = /^(https?):\/\/([^/]+)$/i.exec(origin);
  const scheme = match?.[1]?.toLowerCase();
  const authority = match?.[2];
  if (scheme === undefined || authority === undefined) return false;
  // A forwarder may end TLS and rewrite Host to localhost, so its authority alone is enough.
  if (admission.authorities.some(own => sameText(own, authority))) return true;
  return scheme === (isEncrypted ? 'https' : 'http') && host !== undefined && sameText(authority, host);
}

function judgeFetch(asker: Asker, admission: Admission): Verdict {
  if (!isForeign(asker, admission) || isSeenNavigation(asker)) return 'ok';
  const { fetchSite, fetchMode, fetchDest, purpose, referer } = asker;
  const metadata = [fetchSite, fetchMode, fetchDest, purpose].filter(Boolean).join(' ');
  return {
    cause: 'fetch-metadata',
    who: fetchSite === undefined ? (referer ?? metadata) : metadata,
    reason: 'A page of another origin may link to this server, but not load from it.',
    setting: 'porthole.cors',
  };
}

/** Whether a request without an Origin was sent by another site's page. Browsers before Fetch Metadata tell by their Referer. */
export function isForeign(asker: Asker, admission: Admission): boolean {
  const { fetchSite, referer, isPing } = asker;
  // `none` has a Referer where a page has it prefetched.
  if (fetchSite !== undefined && fetchSite !== 'none') return fetchSite !== 'same-origin';
  // A ping always names its page, unless that page is of another origin (HTML, "hyperlink auditing").
  return referer === undefined ? isPing : !isOwn(originOfReferer(referer), asker, admission);
}

/** Whether a person will see the reply: a navigation, but neither a prefetch nor a ping. */
function isSeenNavigation(asker: Asker): boolean {
  const { method, fetchSite, fetchMode, fetchDest, accept, purpose, isPing } = asker;
  if ((method !== 'GET' && method !== 'HEAD') || purpose !== undefined || isPing) return false;
  if (fetchSite === undefined) return accept?.includes('text/html') ?? false;
  // `fetch(event.request)` in a service worker keeps the mode and loses the destination (Fetch, Request constructor). A page cannot make
  // such a request itself, and a worker serves only its own origin.
  return fetchMode === 'navigate' && /^(?:document|iframe|empty)$/.test(fetchDest ?? '');
}

function isOwn(origin: string | undefined, asker: Asker, admission: Admission): boolean {
  return origin !== undefined && isOwnOrigin(origin, asker, admission);
}

/** The origin of a Referer field; undefined where it is no URL. */
function originOfReferer(referer: string | undefined): string | undefined {
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : undefined;
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
