import { timingSafeEqual } from 'node:crypto';
import type { CorsOrigin } from '../../protocol/options';

/** What the guard looks at: the fields of a request that say who asks. */
export interface Asker {
  readonly method: string;
  readonly httpVersion: string;
  /** The Host field, or the authority of an absolute-form target, which stands for it. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
  readonly fetchDest: string | undefined;
  /** The address of this machine that the connection came to. */
  readonly local: string | undefined;
}

/** Whom the guard lets in. */
export interface Admission {
  /** The address that the server is bound to; one that stands for all of them admits each by which it is reached. */
  readonly host: string;
  /** `host[:port]` that `asExternalUri` gave for this server. */
  readonly authorities: readonly string[];
  readonly cors: readonly CorsOrigin[];
}

/** Why a request is turned away. */
export interface Refusal {
  readonly cause: 'host' | 'origin' | 'fetch-metadata' | 'token';
  /** Who it was: the host or origin that was refused, as sent; for the log. */
  readonly who: string;
  /** One sentence for a person. */
  readonly reason: string;
  /** The setting, if any, that would allow it. */
  readonly setting: string | undefined;
}

export type Verdict = 'ok' | Refusal;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)+localhost)$/i;
const ANY_ADDRESS = /^(0\.0\.0\.0|::)$/;
const HOST_FIELD = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;

/** Decides on Host, Origin and Fetch Metadata, before anything else looks at a request. Pure. */
export function judge(asker: Asker, admission: Admission): Verdict {
  const host = judgeHost(asker, admission);
  if (host !== 'ok') return host;
  if (asker.origin !== undefined) {
    if (isOwnOrigin(asker.origin, asker.host, admission)) return 'ok';
    return corsFor(asker.origin, admission) ? 'ok' : foreign(asker.origin);
  }
  return judgeFetch(asker);
}

/** Decides on a WebSocket upgrade: the same gate, and the token where it opens the live channel. Pure. */
export function judgeUpgrade(asker: Asker, admission: Admission): Verdict {
  const host = judgeHost(asker, admission);
  if (host !== 'ok') return host;
  // A listed CORS origin may read replies; that does not let it listen to what the developer types.
  if (asker.origin !== undefined && !isOwnOrigin(asker.origin, asker.host, admission)) {
    return {
      cause: 'origin',
      who: asker.origin,
      reason: 'The live channel is for this server’s own pages.',
      setting: undefined,
    };
  }
  // Browsers send an Origin with every upgrade; should one fail to, this says the same.
  return asker.origin === undefined ? judgeFetch(asker) : 'ok';
}

/** Compares the token of a live connection in constant time. */
export function judgeToken(given: string | undefined, token: string): Verdict {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(token);
  if (a.length === b.length && timingSafeEqual(a, b)) return 'ok';
  return {
    cause: 'token',
    who: 'a client',
    reason: 'The live channel needs the token of this server.',
    setting: undefined,
  };
}

/** The entry of `porthole.cors` that lists this origin. */
export function corsFor(origin: string, admission: Admission): { readonly credentials: boolean } | undefined {
  const listed = admission.cors.find(entry =>
    sameText(typeof entry === 'string' ? entry : entry.origin, origin),
  );
  return listed === undefined ? undefined : { credentials: typeof listed !== 'string' && listed.credentials };
}

/** Whether the Host field is a name of this machine, rather than a forwarded one. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = host === undefined ? undefined : HOST_FIELD.exec(host)?.[1];
  return name !== undefined && LOOPBACK.test(name);
}

function judgeHost({ host, httpVersion, local }: Asker, admission: Admission): Verdict {
  // No browser speaks HTTP/1.0, so a request without a Host cannot come from a page behind a rebound name.
  if (host === undefined && httpVersion === '1.0') return 'ok';
  if (host !== undefined && isAdmittedHost(host, local, admission)) return 'ok';
  return {
    cause: 'host',
    who: host ?? '(none)',
    reason: 'This server answers to localhost only, and the request names another host.',
    setting: undefined,
  };
}

function isAdmittedHost(host: string, local: string | undefined, admission: Admission): boolean {
  const name = HOST_FIELD.exec(host)?.[1];
  if (name === undefined) return false;
  if (LOOPBACK.test(name)) return true;
  return (
    sameText(name, boundName(local, admission.host)) ||
    admission.authorities.some(authority => sameText(authority, host))
  );
}

/** The bound address as it stands in a Host field. A name that leads there is not admitted: whoever owns it may rebind it. */
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

/** `null` is foreign, and so is another port of localhost: only scheme, name and port together are one origin. */
function isOwnOrigin(origin: string, host: string | undefined, admission: Admission): boolean {
  const match = /^(https?):\/\/([^/]+)$/i.exec(origin);
  const scheme = match?.[1]?.toLowerCase();
  const authority = match?.[2];
  if (scheme === undefined || authority === undefined) return false;
  // A forwarder may end TLS and may rewrite Host to localhost: its authority is its own proof.
  if (admission.authorities.some(own => sameText(own, authority))) return true;
  return scheme === 'http' && host !== undefined && sameText(authority, host);
}

function judgeFetch({ method, fetchSite, fetchMode, fetchDest }: Asker): Verdict {
  if (fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none') return 'ok';
  const reads = method === 'GET' || method === 'HEAD';
  const shown = fetchDest === 'document' || fetchDest === 'iframe';
  if (fetchMode === 'navigate' && reads && shown) return 'ok';
  return {
    cause: 'fetch-metadata',
    who: `${fetchSite} ${fetchMode ?? ''} ${fetchDest ?? ''}`.trim(),
    reason: 'A page of another origin may link to this server, but not load from it.',
    setting: 'porthole.cors',
  };
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
