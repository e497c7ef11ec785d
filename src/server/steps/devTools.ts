import type { IncomingMessage } from 'node:http';
import { isForwarded } from '../ask/forwarded';
import { type Asker, isForeign } from '../ask/guard';
import { isLocal, type LocatedPath } from '../ask/requestFields';
import type { Reply } from '../reply/reply';
import type { Resource, Site } from '../site';

/** Chromium requests it on each navigation while its DevTools are open: "Automatic Workspace folders". */
const WORKSPACE = '/.well-known/appspecific/com.chrome.devtools.json';

/**
 * Fields of a browser on this machine, with the client hints that a page may ask for. A tunnel or a proxy in front may name a loopback host
 * as well, and each adds fields of its own: any other field counts as one of those.
 */
const BROWSERS =
  /^(?:host|connection|user-agent|accept(?:-encoding|-language)?|cookie|referer|cache-control|pragma|dnt|priority|save-data|upgrade-insecure-requests|if-(?:none-match|modified-since)|device-memory|dpr|(?:viewport-)?width|rtt|downlink|ect|sec-.+)$/;

/** The folder as a browser of the same machine names it: Windows reaches the files of WSL by a UNC path. Pure. */
export function workspaceRoot(root: string, distribution: string | undefined): string {
  return distribution === undefined
    ? root
    : `\\\\wsl.localhost\\${distribution}${root.replaceAll('/', '\\')}`;
}

/**
 * Names the folder that DevTools may save edits to (security rule 21): only to this machine, never over a shared or forwarded address,
 * never across origins. Undefined if a file of that name answers.
 */
export async function serveWorkspace(
  request: IncomingMessage,
  asker: Asker,
  site: Site,
  { file }: Resource,
): Promise<Reply | undefined> {
  const { workspaceId, devtoolsWorkspace, trusted } = site.options;
  const isOffered = devtoolsWorkspace && trusted && workspaceId !== '' && site.entrance === undefined;
  // A page of another site may open a window here, and DevTools never does.
  const isOwn = isDirect(request) && !isForeign(asker, site.admission);
  if (!isOffered || request.method !== 'GET' || !isOwn) return undefined;
  const found = await site.files.find(file);
  if (found.kind === 'open') await found.file.handle.close();
  if (found.kind !== 'missing') return undefined;
  const root = workspaceRoot(site.root, process.env['WSL_DISTRO_NAME']);
  const bytes = Buffer.from(JSON.stringify({ workspace: { root, uuid: workspaceId } }));
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(bytes.length),
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    body: { kind: 'bytes', bytes },
    rule: 'reserved',
  };
}

export const asksForWorkspace = ({ path }: LocatedPath): boolean => path === WORKSPACE;

const isDirect = (request: IncomingMessage): boolean =>
  isLocal(request) &&
  !isForwarded(request) &&
  Object.keys(request.headers).every(name => BROWSERS.test(name));
