import type { IncomingMessage } from 'node:http';
import { JOIN } from '../../protocol/paths';
import { navigates } from '../ask/requestFields';
import { type Asker, judgeDevice, type Verdict } from '../ask/guard';
import { devicePage, say, sentence } from '../reply/pages';
import { noBody, type Reply } from '../reply/reply';
import type { Resource, Site } from '../site';

/** Decides whether the device behind a request may ask anything here; every device may on the server's own listener. */
export function judgeEntrance(request: IncomingMessage, { entrance }: Site): Verdict {
  if (!entrance) return 'ok';
  return judgeDevice(
    entrance.knows(request),
    `a device at ${request.socket.remoteAddress ?? 'an unknown address'}`,
  );
}

/** Answers a device that brings a code: its cookie, and a redirect that takes the code out of the address. */
export function letIn(
  request: IncomingMessage,
  site: Site,
  { located }: Resource,
  asker: Asker,
): Reply | undefined {
  const { entrance } = site;
  if (!entrance || located.kind !== 'path' || located.path !== JOIN) return undefined;
  // A preview of the link, made by a messenger or a prefetch, must not use up the code.
  if (request.method !== 'GET' || asker.purpose !== undefined) return undefined;
  const code = new URLSearchParams(located.query).get('token') ?? '';
  const joined = entrance.join(request, code);
  if (!joined) return undefined;
  return {
    status: 303,
    headers: {
      Location: joined.page,
      'Set-Cookie': [joined.cookie],
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'Content-Length': '0',
    },
    body: noBody,
    rule: 'reserved',
  };
}

/** 401 for a device that has no cookie of this share. RFC 9110, 15.5.2 asks for a challenge; no browser knows this one. */
export function unknownDevice(request: IncomingMessage, { pages }: Site): Reply {
  const reply = navigates(request) ? devicePage(pages) : sentence(401, 'refused', say(pages, 'device'));
  return { ...reply, headers: { ...reply.headers, 'WWW-Authenticate': 'Porthole' } };
}
