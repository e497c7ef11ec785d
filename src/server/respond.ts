import type { IncomingMessage } from 'node:http';
import { askerOf } from './asked';
import { corsFor, judge } from './guard';
import { overlay, vary } from './headers';
import { fill, refusedPage, say, sentence } from './pages';
import { noBody, type Reply } from './reply';
import { serveReserved } from './reserved';
import { serve } from './serve';
import type { Site } from './site';

const ALLOW = 'GET, HEAD, OPTIONS';

/** The whole server as a list: who is refused, then who answers. */
export function respond(request: IncomingMessage, site: Site): Reply | Promise<Reply> {
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
  if (request.method === 'OPTIONS') return share(preflight(request));
  if (located.kind === 'asterisk') return notAllowed(site);

  // Static files are read, never written.
  if (request.method !== 'GET' && request.method !== 'HEAD') return share(notAllowed(site));

  // Our own address space, which no file can shadow.
  if (place.reserved) return serveReserved(request, site, located.path);

  // Names that begin with a dot are nobody's business, whether they exist or not.
  if (place.dotted && site.options.dotfiles === 'deny') {
    return share(sentence(404, 'missing', say(site.pages, 'notFound')));
  }

  // The workspace's files.
  const reply = serve(request, site, place, located);
  if (!shares) return reply;
  return reply instanceof Promise ? reply.then(share) : share(reply);
}

function notAllowed(site: Site): Reply {
  const reply = sentence(405, 'method', fill(say(site.pages, 'method'), ALLOW));
  return { ...reply, headers: { ...reply.headers, Allow: ALLOW } };
}

function preflight({ headers }: IncomingMessage): Reply {
  const asks = headers['access-control-request-method'] !== undefined;
  const requested = headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      Allow: ALLOW,
      ...(asks ? { 'Access-Control-Allow-Methods': ALLOW } : {}),
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
