import type { IncomingMessage } from 'node:http';
import { FIELD_VALUE } from '../../../protocol/fields';
import { escape } from '../../../protocol/escape';
import { fill, type Texts } from '../../../protocol/texts';
import { navigates } from '../../ask/requestFields';
import { codeOf } from '../../errors';
import { page, say, sentence } from '../../reply/pages';
import { noBody, type Reply } from '../../reply/reply';
import type { RouteSite } from '../context';
import type { ProxyRoute } from './readProxy';

/** The other server did not begin its response in time. */
export class TimeoutFailure extends Error {
  constructor(readonly milliseconds: number) {
    super(`no response within ${milliseconds} ms`);
    this.name = 'TimeoutFailure';
  }
}

/** A response that cannot be passed on. */
export class ResponseFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ResponseFailure';
  }
}

/** Error codes of Node for a certificate that cannot be verified, or that is for another host. */
const CERTIFICATE = /CERT|UNABLE_TO_VERIFY/;

/**
 * 504 for a server that is silent, 502 for one that cannot be reached or understood.
 * @param subject begins the line in the log
 */
export function failureReply(
  request: IncomingMessage,
  site: RouteSite,
  { target }: Pick<ProxyRoute, 'target'>,
  error: unknown,
  subject = 'Proxy',
): Reply {
  const reason = reasonOf(error);
  site.log.event('warn', `${subject}: ${target.origin}: ${reason}`);
  if (error instanceof TimeoutFailure) {
    const text = fill(say(site.pages, 'proxySilent'), target.origin, error.milliseconds);
    return shown(request, site, 504, text);
  }
  return shown(request, site, 502, fill(say(site.pages, textFor(error, reason)), target.origin, reason));
}

function textFor(error: unknown, reason: string): keyof Texts {
  if (error instanceof ResponseFailure || codeOf(error).startsWith('HPE_')) return 'proxyInvalid';
  return CERTIFICATE.test(reason) ? 'proxyCertificate' : 'proxyGone';
}

/** The client left before the answer; only the log gets this reply. */
export const goneReply: Reply = { status: 499, headers: {}, body: noBody, rule: 'proxy' };

/** 508 for a request that has been here before: a route leads to its own server. */
export function loopReply(request: IncomingMessage, site: RouteSite): Reply {
  return shown(request, site, 508, say(site.pages, 'proxyLoop'));
}

/** 400 for a path that leaves the prefix of a rewrite. */
export function climbReply(request: IncomingMessage, site: RouteSite): Reply {
  return shown(request, site, 400, say(site.pages, 'proxyClimb'));
}

/** A page for a navigation, a line for a script. */
function shown(request: IncomingMessage, site: RouteSite, status: number, text: string): Reply {
  if (!navigates(request)) return sentence(status, 'proxy', text);
  const title = say(site.pages, 'proxyTitle');
  return page(site.pages, { status, rule: 'proxy', title, main: `<p>${escape(text)}</p>` });
}

/** The addresses of one name fail one by one; the error of all together has no message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return [...new Set(error.errors.map(reasonOf))].join(', ');
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return 'its header fields are larger than 256 KiB';
  if (!(error instanceof Error)) return code;
  if (code.startsWith('HPE_')) return error.message.replace(/^Parse Error: /, '');
  return code === 'UNKNOWN' ? error.message : code;
}

/** The smallest status of a final response (RFC 9110, 15). Node's parser lets 0 to 99 through, and a 101 without `Upgrade`. */
const LEAST_STATUS = 200;

/** Why a response cannot be passed on: its status, its reason, or a coding that Node does not undo and whose field would be lost. */
export function faultOf(
  { statusCode = 0, statusMessage = '', headers }: IncomingMessage,
  isUpgrade = false,
): string | undefined {
  if (!isUpgrade && statusCode < LEAST_STATUS) return `${statusCode} is not the status of a response`;
  if (!FIELD_VALUE.test(statusMessage)) return 'the reason beside its status has a control character';
  const coding = headers['transfer-encoding'];
  return coding === undefined || coding.toLowerCase() === 'chunked'
    ? undefined
    : `it is sent with Transfer-Encoding ${coding}`;
}

/** The largest head that nghttp2 sends, in characters, and the largest status that Node sends in HTTP/2. */
const HTTP2 = { head: 60_000, status: 599 } as const;

/** Why a response cannot be passed on over the connection of this request; undefined if it can. */
export function faultFor(
  { httpVersionMajor }: IncomingMessage,
  { statusCode = 0, rawHeaders }: IncomingMessage,
): string | undefined {
  if (httpVersionMajor < 2) return undefined;
  if (statusCode > HTTP2.status) return `HTTP/2 has no status ${statusCode}`;
  const size = rawHeaders.reduce((sum, text) => sum + text.length, 0);
  return size > HTTP2.head ? 'its header fields are too large for HTTP/2' : undefined;
}
