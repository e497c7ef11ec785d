import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestDetails } from '../../protocol/logEntry';
import { Capture } from './capture';

/** How much of a request is recorded. */
type Depth = 'headers' | 'bodies';

/** Bytes of a body that are kept: enough for a form with a picture, or a picture to show. */
const MOST_REQUEST = 256 * 1024;
const MOST_RESPONSE = 256 * 1024;

/**
 * Records one request and its reply. It wraps methods of these two objects and passes everything through unchanged; a `data` listener would
 * start the body before its reader is there.
 */
export class Tap {
  private readonly requested: Capture | undefined;
  private readonly responded: Capture | undefined;
  private headers: readonly string[] = [];
  private began: number | undefined;

  constructor(
    private readonly request: IncomingMessage,
    response: ServerResponse,
    depth: Depth,
  ) {
    this.tapHead(response);
    if (depth === 'headers') return;
    this.requested = tapBody(request, ['push'], MOST_REQUEST);
    this.responded = tapBody(response, ['write', 'end'], MOST_RESPONSE);
  }

  /** Calls back once the request's body has arrived, or can no longer arrive. */
  whenReceived(then: () => void): void {
    const { request } = this;
    if (this.requested === undefined || request.complete || request.destroyed) return then();
    const received = (): void => {
      request.off('close', received);
      request.socket.off('close', received);
      then();
    };
    request.once('close', received);
    // After the reply Node emits no `close` on the request when its connection ends.
    request.socket.once('close', received);
  }

  /** @param arrived arrival of the request's head, by `performance.now()` */
  details(arrived: number): RequestDetails {
    return {
      requestHeaders: withoutSecrets(this.request.rawHeaders),
      responseHeaders: withoutSecrets(this.headers),
      wait: this.began === undefined ? 0 : this.began - arrived,
      ...(this.requested && this.responded
        ? { requestBody: this.requested.body, responseBody: this.responded.body }
        : {}),
    };
  }

  private tapHead(response: ServerResponse): void {
    const writeHead: unknown = Reflect.get(response, 'writeHead');
    Object.assign(response, {
      writeHead: (...args: unknown[]): unknown => {
        // Node calls `writeHead` itself for a reply that never called it.
        this.began ??= performance.now();
        this.headers = [...flat(response.getHeaders()), ...flat(args.findLast(isObject))];
        return call(writeHead, response, args);
      },
    });
  }
}

function tapBody(stream: object, names: readonly string[], most: number): Capture {
  const capture = new Capture(most);
  for (const name of names) {
    const original: unknown = Reflect.get(stream, name);
    Object.assign(stream, {
      [name]: (...args: unknown[]): unknown => {
        capture.add(args[0], args[1]);
        return call(original, stream, args);
      },
    });
  }
  return capture;
}

function call(method: unknown, on: object, args: unknown[]): unknown {
  return typeof method === 'function' ? Reflect.apply(method, on, args) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Values of this server's own cookies, and codes and tokens in addresses below `/__porthole/`. */
const SECRETS = /(\bporthole-(?:pass|device)-\d+=)[^;,\s]+|(\/__porthole\/[^?\s]*\?)[^\s#]*/g;

const hide = (field: string): string =>
  field.includes('porthole')
    ? field.replace(SECRETS, (_, name: string = '', address: string = '') => `${name || address}…`)
    : field;

/** Fields without this server's secrets, since you may send a log or a HAR file to others. Pure. */
const withoutSecrets = (fields: readonly string[]): readonly string[] => fields.map(hide);

/** Header fields in any form that `writeHead` takes, as name, value, name, value … */
function flat(headers: object | undefined): string[] {
  if (headers === undefined) return [];
  if (Array.isArray(headers)) return headers.flat().map(String);
  return Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
    Array.isArray(value) ? value.flatMap(each => [name, String(each)]) : [name, String(value)],
  );
}
