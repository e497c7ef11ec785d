import type { IncomingMessage } from 'node:http';
import { askerOf } from './ask/asked';
import { corsFor, judge } from './ask/guard';
import { overlay, vary } from './reply/headers';
import { fill } from '../protocol/texts';
import { refusedPage, say, sentence } from './reply/pages';
import { noBody, type Reply } from './reply/reply';
import { serveReserved } from './steps/reserved';
import type { Routes } from './routes/routes';
import { serve } from './steps/serve';
import type { Place, Site } from './site';

const READS = ['GET', 'HEAD', 'OPTIONS'];
/** What a form or a script sends, where it is shown rather than refused. */
const SENDS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** The whole server as a list: who is refused, then who answers. */
export function respond(request: IncomingMessage, site: Site, routes: Routes): Reply | Promise<Reply> {
  const place = site.place(request.url ?? '/');
  const { located } = place;

  // Strangers first: nothing below may run for a request that another site's page has sent.
  const asker = askerOf(request, located.kind === 'path' ? located.authority : undefined);
  const verdict = judge(asker, site.admission);
  if (verdict !== 'ok') {
    site.log.refused(request.url ?? '', verdict);
    return refusedPage(site.pages, verdict);
  }

  // What no parser should disagree about.
  if (located.kind === 'refused') return sentence(located.status, 'malformed', located.reason);

  // A page of an origin that the person has listed may ask first and read the answer.
  const shares = asker.origin === undefined ? undefined : corsFor(asker.origin, site.admission);
  const share = (reply: Reply): Reply =>
    shares && asker.origin !== undefined ? withCors(reply, asker.origin, shares.credentials) : reply;
  const method = request.method ?? 'GET';
  if (isPreflight(request)) return share(options(request, allowed(site, routes, place)));
  if (located.kind === 'asterisk') {
    return method === 'OPTIONS'
      ? options(request, allowed(site, routes, place))
      : notAllowed(site, routes, place);
  }

  // Our own address space, which no file and no route can shadow.
  const reads = method === 'GET' || method === 'HEAD';
  if (place.reserved)
    return reads ? serveReserved(request, site, located.path) : notAllowed(site, routes, place);

  // What the workspace's routes say.
  const routed = routes.answer({ request, located });
  if (routed) return routed.then(share);

  // Static files are read, never written; a form is shown what it has sent.
  if (method === 'OPTIONS') return share(options(request, allowed(site, routes, place)));
  if (!reads) {
    if (!echoes(site) || !SENDS.includes(method)) return share(notAllowed(site, routes, place));
    return routes.echo({ request, located }).then(share);
  }

  // Names that begin with a dot are nobody's business, whether they exist or not.
  if (place.dotted && site.options.dotfiles === 'deny') {
    return share(sentence(404, 'missing', say(site.pages, 'notFound')));
  }

  // The workspace's files.
  const reply = serve(request, site, place, located);
  if (!shares) return reply;
  return reply instanceof Promise ? reply.then(share) : share(reply);
}

const echoes = ({ options }: Site): boolean => options.forms === 'echo' && options.trusted;

/** The methods that are answered at a place. */
function allowed(site: Site, routes: Routes, { located, reserved }: Place): string {
  if (located.kind !== 'path' || reserved) return READS.join(', ');
  const routed = routes.methodsAt(located);
  return [...new Set([...READS, ...routed, ...(echoes(site) ? SENDS : [])])].join(', ');
}

function notAllowed(site: Site, routes: Routes, place: Place): Reply {
  const allow = allowed(site, routes, place);
  const reply = sentence(405, 'method', fill(say(site.pages, 'method'), allow));
  return { ...reply, headers: { ...reply.headers, Allow: allow } };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function options({ headers }: IncomingMessage, allow: string): Reply {
  const asks = headers['access-control-request-method'] !== undefined;
  const requested = headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      Allow: allow,
      ...(asks ? { 'Access-Control-Allow-Methods': allow } : {}),
      ...(asks && requested !== undefined ? { 'Access-Control-Allow-Headers': requested } : {}),
    },
    body: noBody,
    rule: 'preflight',
  };
}

function withCors(reply: Reply, origin: string, credentials: boolean): Reply {
  const headers = overlay(vary(reply.headers, 'Origin'), {
    'Access-Control-Allow-Origin': origin,
    ...(credentials ? { 'Access-Control-Allow-Credentials': 'true' } : {}),
  });
  return { ...reply, headers };
}
