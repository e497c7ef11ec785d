import type { IncomingMessage } from 'node:http';
import { isForwarded } from '../ask/forwarded';
import { isLocal, type LocatedPath } from '../ask/requestFields';
import type { Reply } from '../reply/reply';
import type { Resource, Site } from '../site';

/** Chromium requests it on each navigation while its DevTools are open: "Automatic Workspace folders". */
const WORKSPACE = '/.well-known/appspecific/com.chrome.devtools.json';

/** Fields of a tunnel or proxy in front, whose requests may name a loopback host as well. */
const FORWARDERS = /^(?:via|x-(?:forwarded|original|real|client)-.*|(?:true-client|cf-connecting)-ip)$/;

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
  site: Site,
  { file }: Resource,
): Promise<Reply | undefined> {
  const { workspaceId, devtoolsWorkspace, trusted } = site.options;
  const isOffered = devtoolsWorkspace && trusted && workspaceId !== '' && site.entrance === undefined;
  if (!isOffered || request.method !== 'GET' || !isDirect(request)) return undefined;
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
  request.headers.origin === undefined &&
  !isForwarded(request) &&
  !Object.keys(request.headers).some(name => FORWARDERS.test(name));
