import http from 'node:http';
import https from 'node:https';
import type { Unseen } from '../../protocol/panel';

const PATIENCE = 3000;

/**
 * Why a page cannot be seen in the preview's frame; undefined when it can, or when the server does not answer.
 *
 * @param url address of the page on this machine
 */
export async function whyUnseen(url: string): Promise<Unseen | undefined> {
  const headers = await headersOf(url);
  return headers && judge(headers);
}

/** Reads the reply's head as a browser does: `frame-ancestors` replaces `X-Frame-Options` (CSP 3, 6.4.2). */
export function judge(headers: http.IncomingHttpHeaders): Unseen | undefined {
  if (/^application\/pdf\b/i.test(headers['content-type'] ?? '')) return 'pdf';
  const policies = [headers['content-security-policy'] ?? []].flat().join(', ');
  const ancestors = [...policies.matchAll(/(?:^|[;,])\s*frame-ancestors\s+([^;,]*)/gi)].map(
    ([, list]) => list ?? '',
  );
  if (ancestors.length > 0)
    return ancestors.every(list => /vscode-webview:/i.test(list)) ? undefined : 'framing';
  return /^(?:deny|sameorigin)$/i.test([headers['x-frame-options'] ?? ''].flat().join())
    ? 'framing'
    : undefined;
}

async function headersOf(url: string): Promise<http.IncomingHttpHeaders | undefined> {
  return new Promise(resolve => {
    const { request: ask } = url.startsWith('https:') ? https : http;
    // The server is on this machine, and its certificate may be vouched for by Porthole's own authority.
    const options = { method: 'HEAD', agent: false, timeout: PATIENCE, rejectUnauthorized: false } as const;
    const request = ask(url, options, response => {
      response.resume();
      resolve(response.headers);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
    request.end();
  });
}
