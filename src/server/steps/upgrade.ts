import { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { LIVE } from '../../protocol/paths';
import type { Right } from '../ask/entrance';
import { askerOf } from '../ask/requestFields';
import { judgeRoute, judgeToken, judgeUpgrade, type Refusal, type Verdict } from '../ask/guard';
import { inBackground, withoutToken } from '../log';
import { framed } from '../reply/framing';
import { refusedPage, sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import { judgeEntrance, unknownDevice } from './letIn';
import { toHttps } from './toHttps';
import type { Upgrade } from '../routes/routeKind';
import type { Routes } from '../routes/routes';
import type { Resource, Site } from '../site';

/** A WebSocket handshake, and the writer for a reply that opens none. */
export interface Handshake extends Upgrade {
  readonly send: (reply: Reply, response: ServerResponse) => void;
}

/**
 * Checks a WebSocket handshake by the same guard as every request, then hands it to the live channel or to a route. Never throws: Node
 * calls it from the parser, where nothing catches an error.
 */
export function answerUpgrade(upgrade: Handshake, site: Site, routes: Routes): void {
  try {
    decide(upgrade, site, routes);
  } catch (error) {
    fail(upgrade, site, error);
  }
}

function decide(upgrade: Handshake, site: Site, routes: Routes): void {
  const { request, socket, head } = upgrade;
  if (request.method === 'CONNECT') return refuseTunnel(upgrade, site);
  const resource = site.resourceAt(request.url ?? '/');
  const { located } = resource;
  const asker = askerOf(request, located.kind === 'path' ? located.authority : undefined);
  const verdict = firstRefusal(judgeUpgrade(asker, site.admission), () => judgeEntrance(request, site));
  if (verdict !== 'ok') return refuse(upgrade, site, verdict);
  const elsewhere = toHttps(request, site, asker);
  if (elsewhere) return answer(upgrade, site, elsewhere);
  if (located.kind === 'refused' && !(request.url?.startsWith('/') && routes.takes(request)))
    return answer(upgrade, site, sentence(located.status, 'malformed', located.reason));
  if (located.kind !== 'path' || located.path !== LIVE) {
    const hasPass = (): boolean => site.entrance !== undefined || site.pass.isOn(request);
    const mayReach = judgeRoute(asker, site.admission, hasPass);
    if (mayReach !== 'ok') return refuse(upgrade, site, mayReach);
    return inBackground(joinOther(upgrade, site, routes, resource), site.log, 'Joining a WebSocket');
  }
  const query = new URLSearchParams(located.query);
  const token = judgeToken(query.get('token') ?? undefined, site.script.token);
  if (token !== 'ok') return refuse(upgrade, site, token);
  site.log.event('debug', 'Live channel opened');
  const { entrance, script } = site;
  // Security rule 20: a script of the page that has read the token cannot open the channel.
  const isPageScript = judgeToken(query.get('proof') ?? undefined, script.proof) === 'ok';
  const has = (right: Right): boolean =>
    (isPageScript || right === 'observe') && (entrance?.may(request, right) ?? true);
  site.live.upgrade(request, socket, head, has);
}

/** CONNECT asks for a tunnel (RFC 9110, 9.3.6), which only a proxy offers; an unknown device does not learn even that. */
function refuseTunnel(upgrade: Handshake, site: Site): void {
  const verdict = judgeEntrance(upgrade.request, site);
  if (verdict !== 'ok') return refuse(upgrade, site, verdict);
  const reply = sentence(405, 'method', 'This server opens no tunnels.');
  answer(upgrade, site, { ...reply, headers: { ...reply.headers, Allow: 'GET, HEAD, OPTIONS' } });
}

const firstRefusal = (verdict: Verdict, next: () => Verdict): Verdict =>
  verdict === 'ok' ? next() : verdict;

/** A WebSocket outside the live channel is for a route. */
async function joinOther(
  upgrade: Handshake,
  site: Site,
  routes: Routes,
  { located, reserved }: Resource,
): Promise<void> {
  try {
    const joining = located.kind === 'asterisk' || reserved ? undefined : routes.join(upgrade);
    if (!joining) {
      const text = 'There is no WebSocket at this address.';
      return answer(upgrade, site, sentence(404, 'missing', text));
    }
    const reply = await joining;
    if (reply) answer(upgrade, site, reply);
  } catch (error) {
    fail(upgrade, site, error);
  }
}

/** Ends the connection: nothing else does, and its client would wait for ever. */
function fail({ request, socket }: Handshake, site: Site, error: unknown): void {
  site.log.event('error', `WebSocket ${withoutToken(request.url ?? '')} failed: ${String(error)}`);
  socket.destroy();
}

function refuse(upgrade: Handshake, site: Site, refusal: Refusal): void {
  site.log.refused(upgrade.request.url ?? '', refusal);
  const reply =
    refusal.cause === 'device' ? unknownDevice(upgrade.request, site) : refusedPage(site.pages, refusal);
  answer(upgrade, site, reply);
}

function answer(upgrade: Handshake, site: Site, reply: Reply): void {
  upgrade.send(framed(reply, site.pages), responseOn(upgrade));
}

/** An ordinary response on a socket that Node has handed over; the connection ends with it. */
function responseOn({ request, socket }: Upgrade): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on('error', () => socket.destroy());
  if (socket instanceof Socket) response.assignSocket(socket);
  // Node passes this event on only for a socket that it reads requests from; without it, a large reply would stop halfway.
  socket.on('drain', () => response.emit('drain'));
  response.on('finish', () => socket.end(() => socket.destroy()));
  return response;
}
