import { inBackground, type Log } from '../log';
import { isDocument, typeOfField } from '../types/mime';
import { overlay } from './headers';
import type { PageSettings } from './pages';
import type { Headers, Reply } from './reply';

/** The reply with `frame-ancestors` (security rule 13): any reply may end up in a frame, whatever type it names. Pure. */
export function framed(reply: Reply, { framing }: Pick<PageSettings, 'framing'>): Reply {
  const policies = valuesOf(reply.headers, 'Content-Security-Policy');
  if (policies.some(policy => policy.includes(framing))) return reply;
  return { ...reply, headers: overlay(reply.headers, { 'Content-Security-Policy': framing }) };
}

/**
 * Whether a page of another origin may put a reply into a frame: a download leaves the frame readable, which tells that the file
 * exists. Errors and redirects tell nothing: what exists is refused with an error, too. Pure.
 */
export function mayBeFramed({ status, headers }: Reply): boolean {
  if (status < 200 || status >= 300) return true;
  const isAttachment = valuesOf(headers, 'Content-Disposition').some(value => !/^\s*inline\b/i.test(value));
  return (
    !isAttachment &&
    status !== 204 &&
    status !== 205 &&
    isDocument(typeOfField(valuesOf(headers, 'Content-Type')))
  );
}

/** The reply with the cookie that lets pages of this server reach its routes on a name that is not loopback. Pure. */
export function withPass(reply: Reply, field: string): Reply {
  return {
    ...reply,
    headers: { ...reply.headers, 'Set-Cookie': [...valuesOf(reply.headers, 'Set-Cookie'), field] },
  };
}

/** Lets go of a reply that is not sent: its file is closed, its stream ended. */
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
