// node ownCode.js: microseconds of the server's own code for a small reply, without Node's HTTP, sockets and the system. The least of many
// short spans hardly depends on what else the machine does.
import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createServer } from '../../src/server';
import { say } from '../host/say';
import { percentile, readable, table } from './figures';
import { makeSite } from './site';

const KINDS = [
  ['1 KiB stylesheet', '/style.css', 'text/css,*/*;q=0.1'],
  ['10 KiB page with the script', '/index.html', 'text/html,*/*;q=0.8'],
] as const;
const SPANS = 700;
/** Requests of one turn, each of another connection, and turns of a span. */
const CONNECTIONS = 16;
const TURNS = 10;

/** A request as Node would pass it on, over a connection that accepts everything at once. */
function requestFor(url: string, accept: string, socket: object): object {
  const headers = { host: '127.0.0.1:80', accept };
  const rawHeaders = ['Host', headers.host, 'Accept', accept];
  return { method: 'GET', url, httpVersion: '1.1', httpVersionMajor: 1, headers, rawHeaders, socket };
}

class Response {
  socket: object | null;
  readonly shouldKeepAlive = true;

  constructor(
    readonly req: object,
    socket: object,
    private readonly onEnd: () => void,
  ) {
    this.socket = socket;
  }

  writeHead(): this {
    return this;
  }

  end(): void {
    this.socket = null;
    this.onEnd();
  }
}

/** Microseconds a request of one span; undefined where some reply took more than its turn. */
async function span(http: EventEmitter, url: string, accept: string): Promise<number | undefined> {
  const address = { localAddress: '127.0.0.1', remoteAddress: '127.0.0.1', setTimeout: () => undefined };
  const sockets = Array.from({ length: CONNECTIONS }, () => ({ ...address }));
  let ended = 0;
  let took = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const pairs = sockets.map(socket => {
      const request = requestFor(url, accept, socket);
      return [request, new Response(request, socket, () => ended++)] as const;
    });
    const began = performance.now();
    for (const pair of pairs) http.emit('request', ...pair);
    took += performance.now() - began;
    await nextTurn();
  }
  return ended === CONNECTIONS * TURNS ? (took * 1000) / ended : undefined;
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'porthole-bench-'));
  const pageScript = path.resolve(__dirname, '..', '..', '..', 'dist', 'page.js');
  // As in a flood, when the log leaves most entries out.
  const server = createServer({ root: makeSite(scratch), pageScript, port: 0 }, { omit: () => true });
  await server.listen();
  const front: unknown = Reflect.get(server, 'front');
  const { http } = front as { http: EventEmitter };
  const rows: string[][] = [];
  for (const [what, url, accept] of KINDS) {
    const spans: number[] = [];
    // The first replies read the file, which takes more than a turn.
    for (let tries = 0; tries < SPANS; tries++) spans.push(...[(await span(http, url, accept)) ?? []].flat());
    rows.push([what, ...[0, 0.1, 0.5].map(share => readable(percentile(spans, share)))]);
  }
  say(table(['µs a request', 'least', '10 %', 'half'], rows));
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
}

void main();
