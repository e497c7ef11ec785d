import { request as requestHttp, type RequestOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fieldLines, isRemade } from '../../protocol/fields';
import type { ReplayedRequest } from '../../protocol/thread';
import type { Log } from '../log';

/** Milliseconds after which a reply is cut off, since an event stream never ends. */
const PATIENCE = 30_000;

/**
 * Sends a request over its own socket and waits for the end of the reply. Fields that identify the sender, Host and Origin above all, are
 * sent as given, so the guard treats the request like any other.
 */
export async function replay(
  address: AddressInfo,
  request: ReplayedRequest,
  scheme: 'http' | 'https',
  log: Pick<Log, 'event'>,
): Promise<void> {
  try {
    // Node's TLS is loaded for HTTPS only: a plain start does not wait for it.
    const { request: open } = scheme === 'https' ? await import('node:https') : { request: requestHttp };
    await send(address, request, open);
  } catch (error) {
    // An edited request that is not valid HTTP.
    log.event('warn', `Replaying ${request.method} ${request.target} failed: ${String(error)}`);
  }
}

function send(
  { address, port }: AddressInfo,
  { method, target, headers, body }: ReplayedRequest,
  open: typeof requestHttp,
): Promise<void> {
  const kept = fieldLines(headers).filter(([name]) => !isRemade(name));
  const framed = body.length > 0 || !/^(?:GET|HEAD)$/.test(method);
  const fields = [
    ...kept,
    ['Connection', 'close'],
    ...(framed ? [['Content-Length', String(body.length)]] : []),
  ];
  return new Promise((resolve, reject) => {
    // The server's own certificate, on this machine: there is nothing to verify.
    const options = {
      host: reachable(address),
      port,
      method,
      path: target,
      headers: fields.flat(),
      agent: false,
    };
    const sent = open({ ...options, rejectUnauthorized: false } as RequestOptions, response => {
      response.once('close', resolve);
      response.once('error', reject);
      response.resume();
    });
    const deadline = setTimeout(() => sent.destroy(new Error('no end of the answer')), PATIENCE);
    sent.once('close', () => clearTimeout(deadline));
    sent.once('error', reject);
    sent.end(body);
  });
}

/** A wildcard address can be bound but not connected to. */
function reachable(address: string): string {
  return address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
}
