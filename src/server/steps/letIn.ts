import type { IncomingMessage } from 'node:http';
import { CHALLENGE, JOIN } from '../../protocol/paths';
import { navigates } from '../ask/requestFields';
import { type Asker, judgeDevice, type Verdict } from '../ask/guard';
import { devicePage, fullPage, say, sentence } from '../reply/pages';
import { noBody, type Reply } from '../reply/reply';
import type { Resource, Site } from '../site';

/** Decides whether the device behind a request may ask at all; on the server's own listener every device may. */
export function judgeEntrance(request: IncomingMessage, { entrance }: Site): Verdict {
  if (!entrance) return 'ok';
  return judgeDevice(
    entrance.knows(request),
    `a device at ${request.socket.remoteAddress ?? 'an unknown address'}`,
  );
}

/** Answers a device that brings a code: with its cookie, and a redirect that removes the code from the address. */
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
  if (joined === 'full') return fullPage(site.pages);
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

const TEXTS = { removed: 'deviceRemoved', ended: 'deviceEnded' } as const;

/**
 * 401 for a device without a cookie of this share. RFC 9110, 15.5.2 asks for a challenge; no browser knows this one, but the page script
 * gives up when it sees it. A removed device deletes what a service worker has kept of this origin.
 */
export function unknownDevice(request: IncomingMessage, { pages, entrance }: Site): Reply {
  const left = entrance?.leftBy(request);
  const text = left === undefined ? 'device' : TEXTS[left];
  const reply = navigates(request) ? devicePage(pages, text) : sentence(401, 'refused', say(pages, text));
  const forget = left === 'removed' ? { 'Clear-Site-Data': '"cache", "storage"' } : {};
  return { ...reply, headers: { ...reply.headers, 'WWW-Authenticate': CHALLENGE, ...forget } };
}
