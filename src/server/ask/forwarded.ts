import type { IncomingMessage } from 'node:http';
import { isEncrypted, navigates, one } from './requestFields';

/** Fields by which a forwarder tells of the browser's own request. */
const TOLD = ['x-forwarded-host', 'x-forwarded-prefix', 'x-forwarded-proto', 'x-forwarded-for', 'forwarded'];
/** Segments of a path that a forwarder may have put in front. */
const MOST = 32;

/**
 * Whether the request came through a forwarder, which may have stripped a path. A field says so, or the browser's address differs from the
 * one that was connected to.
 */
export function isForwarded(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  if (TOLD.some(name => headers[name] !== undefined)) return true;
  const { host, referer, 'sec-fetch-site': site } = headers;
  if (host === undefined) return false;
  const port = /:(\d+)$/.exec(host)?.[1];
  // Programs that write the field themselves often leave the port out.
  if (port === undefined && !isBrowser(request)) return false;
  if (Number(port ?? (isEncrypted(request) ? 443 : 80)) !== socket.localPort) return true;
  // A forwarder that rewrites Host leaves the page's address in the Referer.
  return site === 'same-origin' && referer !== undefined && !hasHost(referer, host);
}

/**
 * Whether a forwarder may have stripped a path without a sign of it. The first request of a browser has no Referer, and a forwarder that
 * rewrites Host need not add a field. Clients that are not browsers are taken at their word.
 */
export function mayBeForwarded(request: IncomingMessage): boolean {
  const { host = '', referer, 'sec-fetch-site': site } = request.headers;
  if (site === undefined && !navigates(request)) return false;
  return referer === undefined || !hasHost(referer, host);
}

const isBrowser = (request: IncomingMessage): boolean => {
  const { 'user-agent': agent = '', 'sec-fetch-site': site } = request.headers;
  return site !== undefined || agent.startsWith('Mozilla/') || navigates(request);
};

/** The path that a forwarder says it has taken off, without a slash at its end. */
export function toldPrefix({ headers }: IncomingMessage): string | undefined {
  const given = one(headers['x-forwarded-prefix']) ?? '';
  // Not `/\/+$/`: that takes seconds for a header full of slashes with something behind them.
  let end = given.length;
  while (given[end - 1] === '/') end -= 1;
  const prefix = given.slice(0, end);
  return prefix !== '' && /^(?:\/[\w.~%!$&'()*+=:@-]+)+$/.test(prefix) ? prefix : undefined;
}

/**
 * The paths that a page may have here, by the path in its Referer: that path, then the same without leading parts that a forwarder may have
 * added.
 */
export function pathsBehind(path: string): string[] {
  const paths = [path];
  for (let at = path.indexOf('/', 1); at > 0 && paths.length <= MOST; at = path.indexOf('/', at + 1))
    paths.push(path.slice(at));
  return paths;
}

/** Whether an http or https address has this host, as browsers write both; compared without parsing, because each request asks. */
const hasHost = (url: string, host: string): boolean =>
  ['http', 'https'].some(scheme => url.startsWith(`${scheme}://${host}/`));
