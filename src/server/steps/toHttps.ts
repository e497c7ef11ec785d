import type { IncomingMessage } from 'node:http';
import { authority } from '../../protocol/authority';
import type { Asker } from '../ask/guard';
import { noBody, type Reply } from '../reply/reply';
import type { Site } from '../site';

/**
 * Redirects plain HTTP on the port of HTTPS. The guard has already checked `host`, so the redirect leads to this server. A browser must not
 * remember it (307, `no-store`): the port may speak HTTP again later. HTTP/1.0 need not name a host.
 */
export function toHttps(
  request: IncomingMessage,
  { bound }: Site,
  { host, isEncrypted }: Asker,
): Reply | undefined {
  if (!bound.secure || isEncrypted) return undefined;
  const { localAddress = '', localPort = 0 } = request.socket;
  const here = host ?? authority(localAddress.replace(/^::ffff:/, ''), localPort);
  const target = request.url?.startsWith('/') ? request.url : '/';
  return {
    status: 307,
    headers: { Location: `https://${here}${target}`, 'Cache-Control': 'no-store', 'Content-Length': '0' },
    body: noBody,
    rule: 'redirect',
  };
}
