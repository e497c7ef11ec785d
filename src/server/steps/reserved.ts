import type { IncomingMessage } from 'node:http';
import {
  BRIDGE_SCRIPT,
  CONSOLE_SCRIPT,
  FIND_SCRIPT,
  LIVE,
  PAGE_SCRIPT,
  PICKER,
  PREVIEW_SCRIPT,
  RESTORE_SCRIPT,
  RULES_SCRIPT,
  STREAMS_SCRIPT,
  SYNC_SCRIPT,
  UPDATE_SCRIPT,
} from '../../protocol/paths';
import { one } from '../ask/requestFields';
import type { ServedScript } from '../html/pageScript';
import { sentence } from '../reply/pages';
import { noBody, type Reply } from '../reply/reply';
import type { Site } from '../site';
import { serveTrust } from './trust';

/** Answers everything below `/__porthole/`. */
export function serveReserved(request: IncomingMessage, site: Site, path: string): Reply {
  if (path === PAGE_SCRIPT) return servePageScript(request, site);
  const script = partOf(site, path);
  if (script) return serveScript(request, script);
  if (path === LIVE) {
    const reply = sentence(426, 'reserved', 'This address speaks WebSocket only.');
    return { ...reply, headers: { ...reply.headers, Upgrade: 'websocket', Connection: 'Upgrade, close' } };
  }
  return serveTrust(site, path) ?? sentence(404, 'reserved', 'There is nothing at this reserved address.');
}

function partOf({ script }: Site, path: string): ServedScript | undefined {
  switch (path) {
    case UPDATE_SCRIPT:
      return script.update();
    case CONSOLE_SCRIPT:
      return script.console();
    case RESTORE_SCRIPT:
      return script.restore();
    case BRIDGE_SCRIPT:
      return script.bridge();
    case PICKER:
      return script.picker();
    case RULES_SCRIPT:
      return script.rules();
    case SYNC_SCRIPT:
      return script.sync();
    case STREAMS_SCRIPT:
      return script.streams();
    case PREVIEW_SCRIPT:
      return script.preview();
    case FIND_SCRIPT:
      return script.find();
    default:
      return undefined;
  }
}

/**
 * Only a `<script>` gets the script with the proof. A script of a page can read what `fetch` gets, even from a cache, but not what a
 * `<script>` loads. Clients without Fetch Metadata are older browsers or on another device.
 */
function servePageScript(request: IncomingMessage, { script, options }: Site): Reply {
  const dest = one(request.headers['sec-fetch-dest']);
  const isForPage = dest === undefined || dest === 'script';
  // An origin may frame these pages: a panel is open.
  const reply = serveScript(request, isForPage ? script.proven(options.frameAncestors.length > 0) : script);
  const caching = dest === 'script' ? { 'Cache-Control': 'no-store' } : {};
  return { ...reply, headers: { ...reply.headers, ...caching, Vary: 'Sec-Fetch-Dest' } };
}

/** The page script carries the token, which is new for every server start: no cache on the way may keep it. */
function serveScript(request: IncomingMessage, script: ServedScript): Reply {
  const headers = {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cache-Control': 'private, no-cache',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    ETag: script.etag,
  };
  if (request.headers['if-none-match'] === script.etag)
    return { status: 304, headers, body: noBody, rule: 'reserved' };
  return {
    status: 200,
    headers: { ...headers, 'Content-Length': String(script.bytes.length) },
    body: { kind: 'bytes', bytes: script.bytes },
    rule: 'reserved',
  };
}
