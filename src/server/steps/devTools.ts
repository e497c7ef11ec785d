import type { IncomingMessage } from 'node:http';
import { isLocal, type LocatedPath } from '../ask/requestFields';
import type { Reply } from '../reply/reply';
import type { Resource, Site } from '../site';

/** Chromium asks for it on each navigation while its DevTools are open: "Automatic Workspace folders". */
const WORKSPACE = '/.well-known/appspecific/com.chrome.devtools.json';

/** Fields of a tunnel or proxy in front, which may name a loopback host all the same. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host'];

/** The folder as a browser of the same machine names it: Windows reaches the files of WSL by a UNC path. Pure. */
export function workspaceRoot(root: string, distribution: string | undefined): string {
  return distribution === undefined
    ? root
    : `\\\\wsl.localhost\\${distribution}${root.replaceAll('/', '\\')}`;
}

/**
 * Names the folder that DevTools may save edits to (security rule 21): to this machine alone, never over a shared or forwarded address,
 * never across origins. Undefined where files answer, of which one of that name wins.
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
  FORWARDED.every(name => request.headers[name] === undefined);
