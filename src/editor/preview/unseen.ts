import http from 'node:http';
import https from 'node:https';
import type { Unseen } from '../../protocol/previewMessages';

const PATIENCE = 3000;
/** The most redirects that Chromium follows (Fetch, "HTTP-redirect fetch"). */
const MOST_REDIRECTS = 20;

/**
 * Why the preview's frame cannot show a page; undefined if it can, or if the server does not answer.
 * @param url address of the page on this machine
 */
export async function whyUnseen(url: string): Promise<Unseen | undefined> {
  const { origin } = new URL(url);
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const reply = await headOf(at);
    if (!reply) return undefined;
    const next = redirectOf(reply, at);
    if (next === undefined) return judge(reply.headers);
    // For a redirect to another site, the panel itself shows where it leads.
    if (new URL(next).origin !== origin) return undefined;
    at = next;
  }
  return 'loop';
}

function redirectOf({ statusCode = 0, headers }: http.IncomingMessage, at: string): string | undefined {
  const { location = '' } = headers;
  const isRedirect = /^30[12378]$/.test(String(statusCode)) && location !== '' && URL.canParse(location, at);
  return isRedirect ? new URL(location, at).href : undefined;
}

/** Reads the reply's head as a browser does: `frame-ancestors` replaces `X-Frame-Options` (CSP 3, 6.4.2). */
export function judge(headers: http.IncomingHttpHeaders): Unseen | undefined {
  if (/^application\/pdf\b/i.test(headers['content-type'] ?? '')) return 'pdf';
  const policies = [headers['content-security-policy'] ?? []].flat().join(', ');
  const ancestors = [...policies.matchAll(/(?:^|[;,])\s*frame-ancestors(?![^\s;,])([^;,]*)/gi)].map(
    ([, list]) => list ?? '',
  );
  if (ancestors.length > 0)
    return ancestors.every(list => /vscode-webview:/i.test(list)) ? undefined : 'framing';
  return /^(?:deny|sameorigin)$/i.test([headers['x-frame-options'] ?? ''].flat().join())
    ? 'framing'
    : undefined;
}

async function headOf(url: string): Promise<http.IncomingMessage | undefined> {
  return new Promise(resolve => {
    const { request: ask } = url.startsWith('https:') ? https : http;
    // The server is on this machine, and its certificate may be signed by Porthole's own authority.
    const options = { method: 'HEAD', agent: false, timeout: PATIENCE, rejectUnauthorized: false } as const;
    const request = ask(url, options, response => {
      response.resume();
      resolve(response);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
    request.end();
  });
}
