// node load.js PORT JSON: asks one address over and over for a while and prints what came, as JSON. A process of its own, so
// that asking does not take the server's time; bare sockets that count bytes, so that asking costs less than answering.
import net from 'node:net';
import tls from 'node:tls';
import { percentile } from './figures';

/** The requests of a load. */
export interface Load {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The status that each answer must have. */
  readonly status: number;
  readonly connections: number;
  readonly seconds: number;
  /** Milliseconds between an answer and the next request on the same connection; 0 sends requests without a pause. */
  readonly pause: number;
  /** Whether to use HTTPS, with any certificate. */
  readonly secure?: boolean;
}

export interface Loaded {
  /** All answered requests; the other values leave out the warm-up. */
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds from request to the end of its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * The share of the time after which answers count: before, connections are opened and this script is
 * compiled. With 240 paced requests a second on four connections, the first four alone would be one hundredth
 * of two seconds.
 */
const WARM_UP = 0.15;

/** Offset of the three digits of a status in a status line. */
const STATUS = 'HTTP/1.1 '.length;

/** Bytes of one read: as many as a large answer may bring at once. */
const READ = 512 * 1024;

/** One keep-alive connection. The first answer says how long they all are; one that differs ends the run. */
class Asker {
  private readonly socket: net.Socket;
  private head = '';
  private size = 0;
  private left = 0;
  private asked = 0;
  /** The three digits, as they are sent. */
  private readonly status: number;

  constructor(
    port: number,
    private readonly request: Buffer,
    private readonly load: Load,
    private readonly onAnswer: (duration: number) => boolean,
  ) {
    this.status = Buffer.from(String(load.status), 'latin1').readUIntBE(0, 3);
    const buffer = Buffer.allocUnsafe(READ);
    const callback = (count: number): boolean => {
      this.take(buffer, count);
      return true;
    };
    const options = { port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } };
    this.socket = load.secure ? tls.connect({ ...options, rejectUnauthorized: false }) : net.connect(options);
    this.socket.on('error', error => give(`connection lost: ${error.message}`));
    this.socket.on('close', () => this.asked > 0 && give('the server closed the connection'));
    this.ask();
  }

  private ask(): void {
    this.asked = performance.now();
    this.socket.write(this.request);
  }

  /**
   * Called with the number of bytes that have come. No object is made for them, since this process competes
   * with the server.
   */
  private take(bytes: Buffer, count: number): void {
    if (this.size === 0) return this.measure(bytes.toString('latin1', 0, count));
    if (this.left === this.size) this.check(bytes, count);
    this.left -= count;
    if (this.left < 0) give('an answer is longer than the first');
    if (this.left === 0) this.answered();
  }

  /** The head of the very first answer. */
  private measure(text: string): void {
    this.head += text;
    const end = this.head.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.check(Buffer.from(this.head, 'latin1'), this.head.length);
    const length = /^content-length: *(\d+)/im.exec(this.head.slice(0, end))?.[1];
    if (length === undefined && this.load.status === 200) give('an answer without Content-Length');
    this.size = end + 4 + (this.load.status === 200 ? Number(length) : 0);
    this.left = this.size - this.head.length;
    if (this.left === 0) this.answered();
  }

  private check(bytes: Buffer, count: number): void {
    if (count >= STATUS + 3 && bytes.readUIntBE(STATUS, 3) !== this.status)
      give(`status ${bytes.toString('latin1', STATUS, STATUS + 3)}`);
  }

  private answered(): void {
    this.left = this.size;
    const goesOn = this.onAnswer(performance.now() - this.asked);
    if (!goesOn) {
      this.asked = 0;
      this.socket.destroy();
    } else if (this.load.pause > 0) setTimeout(() => this.ask(), this.load.pause);
    else this.ask();
  }
}

function give(reason: string): never {
  process.stderr.write(`load: ${reason}\n`);
  process.exit(1);
}

function requestFor(port: number, { path, headers }: Load): Buffer {
  const fields = Object.entries({ Host: `127.0.0.1:${port}`, ...headers }).map(([k, v]) => `${k}: ${v}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${fields.join('')}\r\n`, 'latin1');
}

function main(): void {
  const port = Number(process.argv[2]);
  const load = JSON.parse(process.argv[3] ?? '') as Load;
  const durations: number[] = [];
  const began = performance.now();
  const [warm, end] = [began + load.seconds * 1000 * WARM_UP, began + load.seconds * 1000];
  let requests = 0;
  let open = load.connections;
  const onAnswer = (duration: number): boolean => {
    requests += 1;
    const now = performance.now();
    // In a paced load, answers after the end are late because this process is closing connections.
    if (now >= warm && (now < end || load.pause === 0)) durations.push(duration);
    if (now < end) return true;
    open -= 1;
    if (open === 0) report(requests, durations, now - warm);
    return false;
  };
  const request = requestFor(port, load);
  for (let i = 0; i < load.connections; i++) void new Asker(port, request, load, onAnswer);
}

function report(requests: number, durations: readonly number[], elapsed: number): void {
  const loaded: Loaded = {
    requests,
    perSecond: (durations.length / elapsed) * 1000,
    p50: percentile(durations, 0.5),
    p99: percentile(durations, 0.99),
    max: percentile(durations, 1),
  };
  process.stdout.write(`${JSON.stringify(loaded)}\n`);
}

main();
