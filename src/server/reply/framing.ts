import type { View } from '../ask/guard';
import { inBackground, type Log } from '../log';
import { isDocument, isShown, typeOfField } from '../types/mime';
import { overlay } from './headers';
import type { PageSettings } from './pages';
import type { Headers, Reply } from './reply';

/** The reply with `frame-ancestors` (security rule 13): any reply may be shown in a frame, whatever its type. Pure. */
export function framed(reply: Reply, { framing }: Pick<PageSettings, 'framing'>): Reply {
  const policy = reply.headers['Content-Security-Policy'];
  // Nearly every reply is ours and already has it; keeping the object lets `net/repeatedReply.ts` recognise its head.
  if (typeof policy === 'string' && policy.includes(framing)) return reply;
  const policies = valuesOf(reply.headers, 'Content-Security-Policy');
  if (policies.some(each => each.includes(framing))) return reply;
  return { ...reply, headers: overlay(reply.headers, { 'Content-Security-Policy': framing }) };
}

/**
 * Whether a page of another origin may have a reply shown in its frame, or in a window that it opened. A download leaves either readable,
 * which reveals that the file exists. Errors and redirects reveal nothing: existing files are refused with an error, too. Pure.
 */
export function mayBeShown({ status, headers }: Reply, view: View): boolean {
  if (status < 200 || status >= 300) return true;
  const isAttachment = valuesOf(headers, 'Content-Disposition').some(value => !/^\s*inline\b/i.test(value));
  const type = typeOfField(valuesOf(headers, 'Content-Type'));
  return (
    !isAttachment && status !== 204 && status !== 205 && (view === 'frame' ? isDocument(type) : isShown(type))
  );
}

/** Plain text that stays text: browsers download it if it looks like bytes (MIME Sniffing, 7.2). Pure. */
export function unsniffed(reply: Reply): Reply {
  if (typeOfField(valuesOf(reply.headers, 'Content-Type')) !== 'text/plain') return reply;
  return { ...reply, headers: overlay(reply.headers, { 'X-Content-Type-Options': 'nosniff' }) };
}

/** The reply with the cookie that lets pages of this server reach its routes on a name that is not loopback. Pure. */
export function withPass(reply: Reply, field: string): Reply {
  // Other servers and handlers write the name in lower case; as two fields, their cookies would be sent twice.
  const cookies = [...valuesOf(reply.headers, 'Set-Cookie'), field];
  return { ...reply, headers: overlay(reply.headers, { 'Set-Cookie': cookies }) };
}

/** Releases a reply that is not sent: closes its file or ends its stream. */
export function discard({ body }: Reply, log: Log): void {
  if (body.kind === 'file') inBackground(body.file.handle.close(), log, 'Closing a file that is not sent');
  if (body.kind === 'stream') body.stream.destroy();
}

/** Values of a field, whatever the case of its name. Our own replies spell it as given, which costs no search. */
function valuesOf(headers: Headers, name: string): string[] {
  const found =
    headers[name] ??
    headers[Object.keys(headers).find(key => key.toLowerCase() === name.toLowerCase()) ?? ''];
  return [found ?? []].flat();
}
