import net from 'node:net';

/** One response as it came over the socket. */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case; several of a name joined by a newline. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Exchange {
  /** Milliseconds of silence after which no more bytes are expected. */
  readonly quiet?: number;
  /** Whether the client ends its side at once. */
  readonly half?: boolean;
  /** Whether these bytes are complete: a server may keep the connection open. */
  isWhole?(bytes: Buffer): boolean;
}

/** Everything that a server sends for these bytes until it ends the connection or falls silent. */
export function exchange(port: number, bytes: string | Buffer, options: Exchange = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const parts: Buffer[] = [];
    const heard = whenQuiet(options.quiet ?? 400, () => socket.destroy());
    socket.on('data', part => {
      heard.again();
      parts.push(part);
      if (options.isWhole?.(Buffer.concat(parts)) === true) socket.destroy();
    });
    socket.on('end', () => socket.end());
    socket.on('error', error =>
      (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? reject(error) : undefined,
    );
    socket.on('close', () => {
      heard.end();
      resolve(Buffer.concat(parts));
    });
    socket.write(bytes);
    if (options.half) socket.end();
  });
}

/** Milliseconds between two looks at whether a server is silent. */
const LOOK = 50;

/**
 * Calls back after so many milliseconds of silence. A late look does not count: this process, and often the
 * server, too, had no processor meanwhile.
 */
function whenQuiet(quiet: number, run: () => void): { again(): void; end(): void } {
  let left = quiet;
  let last = performance.now();
  const looks = setInterval(() => {
    const since = performance.now() - last;
    last += since;
    if (since < 2 * LOOK) left -= since;
    if (left <= 0) run();
  }, LOOK);
  return { again: () => void (left = quiet), end: () => clearInterval(looks) };
}

/** The responses in a byte stream, by their Content-Length. */
export function parseResponses(bytes: Buffer): RawResponse[] {
  const responses: RawResponse[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) break;
    const [line = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const headers: Record<string, string> = {};
    for (const text of lines) {
      const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(text) ?? [];
      const key = name.toLowerCase();
      headers[key] = key in headers ? `${headers[key]}\n${value}` : value;
    }
    const length = Number(headers['content-length'] ?? 0);
    responses.push({
      status: Number(line.split(' ')[1]),
      headers,
      body: rest.subarray(end + 4, end + 4 + length),
    });
    rest = rest.subarray(end + 4 + length);
  }
  return responses;
}

/** Whether the bytes are one whole response: by its status, its Content-Length or its last chunk (RFC 9112, 6.3). */
function isOneResponse(bytes: Buffer, method: string): boolean {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = bytes.subarray(0, end).toString('latin1');
  const status = Number(head.split(' ')[1]);
  // An interim response is not the last one.
  if (status < 200) return false;
  if (method === 'HEAD' || status === 204 || status === 304) return true;
  const length = /^content-length:\s*(\d+)/im.exec(head)?.[1];
  if (length !== undefined) return bytes.length >= end + 4 + Number(length);
  return (
    /^transfer-encoding:/im.test(head) &&
    bytes
      .subarray(end + 4)
      .toString('latin1')
      .endsWith('0\r\n\r\n')
  );
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
}

/** One request over a socket of its own, its target sent as it is; HEAD answers have no body. */
export async function ask(
  port: number,
  target: string,
  { method = 'GET', headers = {}, host }: Asking = {},
): Promise<RawResponse> {
  const lines = Object.entries({ Host: host ?? `127.0.0.1:${port}`, Connection: 'close', ...headers }).map(
    ([k, v]) => `${k}: ${v}\r\n`,
  );
  const bytes = await exchange(port, `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, {
    quiet: 5000,
    isWhole: got => isOneResponse(got, method),
  });
  const end = bytes.indexOf('\r\n\r\n');
  if (method === 'HEAD') return { ...parseResponses(bytes)[0]!, body: bytes.subarray(end + 4) };
  const [response] = parseResponses(bytes);
  if (!response) throw new Error(`no response to ${method} ${target}: ${bytes.toString('latin1')}`);
  return response;
}

/** The fields with which a browser asks for a page. */
export const navigation = {
  Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Site': 'none',
} as const;
