import type { IncomingMessage } from 'node:http';
import {
  CONSOLE_SCRIPT,
  LIVE,
  PAGE_SCRIPT,
  PICKER,
  PREVIEW_SCRIPT,
  STREAMS_SCRIPT,
  SYNC_SCRIPT,
  UPDATE_SCRIPT,
} from '../../protocol/paths';
import { one } from '../ask/requestFields';
import type { PageScript, ServedScript } from '../html/pageScript';
import { sentence } from '../reply/pages';
import { noBody, type Reply } from '../reply/reply';
import type { Site } from '../site';
import { serveTrust } from './trust';

/** Answers everything below `/__porthole/`. */
export function serveReserved(request: IncomingMessage, site: Site, path: string): Reply {
  if (path === PAGE_SCRIPT) return servePageScript(request, site.script);
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
    case PICKER:
      return script.picker();
    case SYNC_SCRIPT:
      return script.sync();
    case STREAMS_SCRIPT:
      return script.streams();
    case PREVIEW_SCRIPT:
      return script.preview();
    default:
      return undefined;
  }
}

/**
 * A script of a page may read the text that `fetch` gets, from a cache too; it cannot read the script that a `<script>` loads. Clients
 * without Fetch Metadata are no browsers of today, or on another device.
 */
function servePageScript(request: IncomingMessage, script: PageScript): Reply {
  const dest = one(request.headers['sec-fetch-dest']);
  const reply = serveScript(request, dest === undefined || dest === 'script' ? script.proven : script);
  const caching = dest === 'script' ? { 'Cache-Control': 'no-store' } : {};
  return { ...reply, headers: { ...reply.headers, ...caching, Vary: 'Sec-Fetch-Dest' } };
}

/** The page script carries the token: it is new for every server start, and no cache on the way may keep it. */
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
