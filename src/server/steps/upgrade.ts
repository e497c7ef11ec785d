import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { LIVE } from '../../protocol/paths';
import { askerOf } from '../ask/asked';
import { judgeRoute, judgeToken, judgeUpgrade, type Refusal } from '../ask/guard';
import { framed } from '../reply/framing';
import { refusedPage, sentence } from '../reply/pages';
import type { Reply } from '../reply/reply';
import { judgeEntrance, unknownDevice } from './letIn';
import type { Upgrade } from '../routes/routeKind';
import type { Routes } from '../routes/routes';
import { send } from '../net/send';
import type { Place, Site } from '../site';

/** Puts an upgrade through the same guard as every request, then hands it to the live channel or to a route. */
export function answerUpgrade(
  upgrade: Upgrade,
  site: Site,
  routes: Routes,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  const { request, socket, head } = upgrade;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    // RFC 9110, 7.8: a server may ignore an offer of another protocol; `curl --http2` makes one with every request.
    handle(request, responseOn(upgrade));
    return;
  }
  const place = site.place(request.url ?? '/');
  const { located } = place;
  const authority = located.kind === 'path' ? located.authority : undefined;
  const asker = askerOf(request, authority);
  const verdict = judgeUpgrade(asker, site.admission);
  if (verdict !== 'ok') {
    refuse(upgrade, site, verdict);
    return;
  }
  const device = judgeEntrance(request, site);
  if (device !== 'ok') {
    refuse(upgrade, site, device);
    return;
  }
  if (located.kind === 'refused') {
    answer(upgrade, site, sentence(located.status, 'malformed', located.reason));
    return;
  }
  if (located.kind !== 'path' || located.path !== LIVE) {
    const mayReach = judgeRoute(
      asker,
      site.admission,
      () => site.entrance !== undefined || site.pass.isOn(request),
    );
    if (mayReach === 'ok') void joinOther(upgrade, site, routes, place);
    else refuse(upgrade, site, mayReach);
    return;
  }
  const token = judgeToken(new URLSearchParams(located.query).get('token') ?? undefined, site.script.token);
  if (token !== 'ok') {
    refuse(upgrade, site, token);
    return;
  }
  site.log.event('debug', 'Live channel opened');
  site.live.upgrade(request, socket, head);
}

/** A WebSocket outside the live channel is for a route. */
async function joinOther(
  upgrade: Upgrade,
  site: Site,
  routes: Routes,
  { located, reserved }: Place,
): Promise<void> {
  const isOurs = located.kind !== 'path' || reserved;
  const joining = isOurs ? undefined : routes.join(upgrade, located);
  if (!joining) {
    const text = 'There is no WebSocket at this address.';
    return answer(upgrade, site, sentence(404, 'missing', text));
  }
  try {
    const reply = await joining;
    if (reply) answer(upgrade, site, reply);
  } catch (error) {
    site.log.event('error', `WebSocket ${upgrade.request.url ?? ''} failed: ${String(error)}`);
    upgrade.socket.destroy();
  }
}

function refuse(upgrade: Upgrade, site: Site, refusal: Refusal): void {
  site.log.refused(upgrade.request.url ?? '', refusal);
  const reply =
    refusal.cause === 'device' ? unknownDevice(upgrade.request, site) : refusedPage(site.pages, refusal);
  answer(upgrade, site, reply);
}

function answer(upgrade: Upgrade, site: Site, reply: Reply): void {
  void send(framed(reply, site.pages), upgrade.request, responseOn(upgrade));
}

/** An ordinary response on a socket that Node has handed over; the connection ends with it. */
function responseOn({ request, socket }: Upgrade): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on('error', () => socket.destroy());
  if (socket instanceof Socket) response.assignSocket(socket);
  response.on('finish', () => socket.end(() => socket.destroy()));
  return response;
}
