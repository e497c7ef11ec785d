import type { IncomingMessage } from 'node:http';
import { navigates } from '../../ask/asked';
import { codeOf } from '../../errors';
import { escape } from '../../../protocol/escape';
import { fill } from '../../../protocol/texts';
import { page, say, sentence } from '../../reply/pages';
import type { Reply } from '../../reply/reply';
import type { RouteSite } from '../context';
import type { ProxyRoute } from './readProxy';

/** The other server has not begun its answer in time. */
export class TimedOut extends Error {
  constructor(readonly milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'TimedOut';
  }
}

/** What Node says of a certificate that nobody it knows vouches for, or that is another host's. */
const CERTIFICATE = /CERT|UNABLE_TO_VERIFY/;

/** 504 for a server that keeps silent, 502 for one that cannot be had; either names it, and the log says why. */
export function troubleReply(
  request: IncomingMessage,
  site: RouteSite,
  { target }: Pick<ProxyRoute, 'target'>,
  error: unknown,
): Reply {
  const reason = reasonOf(error);
  site.log.event('warn', `Proxy: ${target.origin}: ${reason}`);
  if (error instanceof TimedOut) {
    const text = fill(say(site.pages, 'proxySilent'), target.origin, String(error.milliseconds));
    return shown(request, site, 504, text);
  }
  const key = CERTIFICATE.test(reason) ? 'proxyCertificate' : 'proxyGone';
  return shown(request, site, 502, fill(say(site.pages, key), target.origin, reason));
}

/** 508 for a request that has been here before: a route leads to its own server. */
export function loopReply(request: IncomingMessage, site: RouteSite): Reply {
  return shown(request, site, 508, say(site.pages, 'proxyLoop'));
}

/** A page for a person, a line for a script. */
function shown(request: IncomingMessage, site: RouteSite, status: number, text: string): Reply {
  if (!navigates(request)) return sentence(status, 'proxy', text);
  const title = say(site.pages, 'proxyTitle');
  return page(site.pages, { status, rule: 'proxy', title, main: `<p>${escape(text)}</p>` });
}

/** Several addresses of one name fail one by one, and together without a word. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return [...new Set(error.errors.map(reasonOf))].join(', ');
  const code = codeOf(error);
  return code === 'UNKNOWN' && error instanceof Error ? error.message : code;
}
