import type { IncomingMessage } from 'node:http';
import { askerOf, type LocatedPath, navigates } from './ask/requestFields';
import {
  type Asker,
  corsFor,
  foreignView,
  isLoopbackHost,
  judge,
  judgeRoute,
  type Refusal,
  type View,
  viewRefusal,
} from './ask/guard';
import type { Located } from './ask/locate';
import { discard, framed, mayBeShown, unsniffed, withPass } from './reply/framing';
import { overlay, vary } from './reply/headers';
import { fill } from '../protocol/texts';
import { passPage, refusedPage, say, sentence } from './reply/pages';
import { noBody, type Reply } from './reply/reply';
import { judgeEntrance, letIn, unknownDevice } from './steps/letIn';
import { toHttps } from './steps/toHttps';
import { judgeStream, serveStream, usesStream } from './steps/liveStream';
import { serveReserved } from './steps/reserved';
import type { Routes } from './routes/routes';
import { asksForWorkspace, serveWorkspace } from './steps/devTools';
import { serve } from './steps/serve';
import type { Resource, Site } from './site';

const READS = ['GET', 'HEAD', 'OPTIONS'];
/** Types of bodies that forms and scripts send; other methods and types would write a file. */
const FORM =
  /^\s*(?:application\/(?:x-www-form-urlencoded|json|[\w.-]+\+json)|multipart\/form-data|text\/plain)\s*(?:;|$)/i;

/** A request, the resource that it names and the fields that the guard decides by. */
interface Asked {
  readonly request: IncomingMessage;
  readonly resource: Resource;
  readonly asker: Asker;
}

/** The reply to a request, whatever its source: each says who may frame it. */
export function respond(request: IncomingMessage, site: Site, routes: Routes): Reply | Promise<Reply> {
  const resource = site.resourceAt(request.url ?? '/');
  const { located } = resource;
  const asker = askerOf(request, located.kind === 'path' ? located.authority : undefined);
  const view = foreignView(asker, site.admission);
  // The cookie of a device is `SameSite=Strict`, too.
  const needsPass =
    !site.entrance && !isLoopbackHost(asker.host) && navigates(request) && !site.pass.isOn(request);
  const finish = (reply: Reply): Reply => {
    const allowed = view === undefined ? reply : shown(reply, view, request, site);
    return framed(needsPass ? withPass(allowed, site.pass.fieldFor(request)) : allowed, site.pages);
  };
  const reply = stepsOf({ request, resource, asker }, site, routes);
  return reply instanceof Promise ? reply.then(finish) : finish(reply);
}

/** A reply that another origin would show, or a refusal instead of it. */
const shown = (reply: Reply, view: View, request: IncomingMessage, site: Site): Reply =>
  mayBeShown(reply, view) ? unsniffed(reply) : refuse(request, site, viewRefusal, reply);

/** The whole server as a list: refusals first, then the steps that answer. */
function stepsOf({ request, resource, asker }: Asked, site: Site, routes: Routes): Reply | Promise<Reply> {
  const { located } = resource;

  // The guard comes first: nothing below may run for a request of another site's page.
  const verdict = judge(asker, site.admission);
  if (verdict !== 'ok') return refuse(request, site, verdict);

  // On a shared address, only devices that a code let in.
  const entered = enter({ request, resource, asker }, site);
  if (entered) return entered;

  // Targets that two parsers could read in two ways, and expectations that this server does not meet.
  const malformed = judgeForm(request, located, routes);
  if (malformed) return malformed;

  // Origins in `porthole.cors` may send a preflight and read the reply.
  const shares = asker.origin === undefined ? undefined : corsFor(asker.origin, site.admission);
  const share = (reply: Reply): Reply =>
    shares && asker.origin !== undefined ? withCors(reply, asker.origin, shares.credentials) : reply;
  const method = request.method ?? 'GET';
  if (isPreflight(request)) return share(options(request, allowed(request, site, routes, resource)));
  if (located.kind === 'asterisk') {
    return method === 'OPTIONS'
      ? options(request, allowed(request, site, routes, resource))
      : notAllowed(request, site, routes, resource);
  }

  // `/__porthole/`, which no file and no route can shadow.
  if (resource.reserved && located.kind === 'path')
    return answerReserved({ request, resource, asker }, located, site, routes);

  // Routes run a workspace's code and reach its backends: on a name that is not loopback, only for our own pages.
  const mayReach = judgeRoute(asker, site.admission, () => hasPass(request, site));
  if (mayReach !== 'ok' && routes.takes(request)) return refuse(request, site, mayReach);
  const routed = routes.answer(request);
  if (routed) return routed.then(share);
  if (located.kind !== 'path') return sentence(404, 'missing', say(site.pages, 'notFound'));

  // Files are only read; a form sent to one is shown.
  if (method === 'OPTIONS') return share(options(request, allowed(request, site, routes, resource)));
  if (!reads(request)) {
    if (!echoes(site) || !isForm(request)) return share(notAllowed(request, site, routes, resource));
    return routes.echo(request, located).then(share);
  }

  // Dotfiles are missing, whether they exist or not.
  if (resource.dotted && site.options.dotfiles === 'deny') {
    return share(sentence(404, 'missing', say(site.pages, 'notFound')));
  }

  // DevTools asks for the folder that it may save edits to: no other origin shares the answer.
  if (asksForWorkspace(located)) return workspaceOrFile({ request, resource, asker }, site, located);

  // The workspace's files.
  const reply = serve(request, site, resource, located);
  if (!shares) return reply;
  return reply instanceof Promise ? reply.then(share) : share(reply);
}

async function workspaceOrFile(
  { request, resource, asker }: Asked,
  site: Site,
  located: LocatedPath,
): Promise<Reply> {
  return (await serveWorkspace(request, asker, site, resource)) ?? serve(request, site, resource, located);
}

/** Redirects plain HTTP on the port of HTTPS, lets a device in, or refuses one; undefined for a request that may go on. */
function enter({ request, resource, asker }: Asked, site: Site): Reply | undefined {
  const reply = toHttps(request, site, asker) ?? letIn(request, site, resource, asker);
  if (reply) return reply;
  const verdict = judgeEntrance(request, site);
  return verdict === 'ok' ? undefined : refuse(request, site, verdict);
}

/** Answers below `/__porthole/`, the live channel behind the same gate as a handshake. */
function answerReserved(
  { request, resource, asker }: Asked,
  located: LocatedPath,
  site: Site,
  routes: Routes,
): Reply | Promise<Reply> {
  if (usesStream(request, located)) {
    const verdict = judgeStream(asker, site, located);
    return verdict === 'ok' ? serveStream(request, site) : refuse(request, site, verdict);
  }
  return reads(request)
    ? serveReserved(request, site, located.path)
    : notAllowed(request, site, routes, resource);
}

/** The refusal of a request that is not understood. */
function judgeForm(request: IncomingMessage, located: Located, routes: Routes): Reply | undefined {
  const { expect } = request.headers;
  // RFC 9110, 10.1.1: HTTP/1.0 has no expectations.
  if (expect !== undefined && request.httpVersion !== '1.0' && !/(?:^|\W)100-continue(?:$|\W)/i.test(expect))
    return sentence(417, 'malformed', 'The request expects something else than “100-continue”.');
  if (located.kind !== 'refused' || isRouted(request, located, routes)) return undefined;
  return sentence(located.status, 'malformed', located.reason);
}

const reads = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/** The refusal as a reply, told once to the log; the reply that it takes the place of is let go. */
function refuse(request: IncomingMessage, site: Site, refusal: Refusal, instead?: Reply): Reply {
  if (instead) discard(instead, site.log);
  site.log.refused(request.url ?? '', refusal);
  if (refusal.cause === 'device') return unknownDevice(request, site);
  if ((refusal.cause === 'pass' || refusal.cause === 'frame') && navigates(request))
    return passPage(site.pages, refusal, request.url ?? '/');
  return refusedPage(site.pages, refusal);
}

/** Whether a cookie of ours shows that a page of this server sent the request. */
const hasPass = (request: IncomingMessage, { entrance, pass }: Site): boolean =>
  entrance !== undefined || pass.isOn(request);

/**
 * Whether a path that no file can have, such as one with `%2F`, belongs to a route: rules for files are for files. An absolute-form
 * target names a host of its own, which the guard has judged for readable paths only.
 */
const isRouted = (
  request: IncomingMessage,
  { status }: Extract<Located, { kind: 'refused' }>,
  routes: Routes,
): boolean => status === 400 && request.url?.startsWith('/') === true && routes.takes(request);

/** Whether a request is the POST of a form, or of a script in its place. */
const isForm = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && FORM.test(headers['content-type'] ?? '');

const echoes = ({ options }: Site): boolean => options.forms === 'echo' && options.trusted;

/** The methods that are answered at an address. */
function allowed(
  request: IncomingMessage,
  site: Site,
  routes: Routes,
  { located, reserved }: Resource,
): string {
  if (located.kind === 'asterisk' || reserved) return READS.join(', ');
  const routed = routes.methodsAt(request);
  return [...new Set([...READS, ...routed, ...(echoes(site) ? ['POST'] : [])])].join(', ');
}

function notAllowed(request: IncomingMessage, site: Site, routes: Routes, resource: Resource): Reply {
  const allow = allowed(request, site, routes, resource);
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
