import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** More than the system's buffers on both sides take, so that a client that does not read keeps the server sending. */
export const LARGE = 24 << 20;
export const SMALL = 3 << 20;
export const ONES = Buffer.alloc(LARGE, 1);
/** The address that `inFlight` requests. */
export const downloads = { 'large.bin': ONES, 'small.bin': ONES.subarray(0, SMALL) };

/** The outcome of a reply. A truncated one is recognised by its announced length. */
export type Outcome = 'whole' | 'cut' | 'unanswered';

/** One request on a separate connection, and the reply so far. */
export class Exchange {
  readonly socket: net.Socket;
  private head = '';
  private received = 0;

  constructor(port: number, request: string) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.on('data', part => this.take(part));
    this.socket.on('error', () => undefined);
    this.socket.write(request);
  }

  /** Begins a download and stops reading once it has begun. */
  static async download(port: number, name: string, more = ''): Promise<Exchange> {
    const made = new Exchange(port, `GET /${name} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`);
    await once(made.socket, 'data');
    made.socket.pause();
    return made;
  }

  /** Begins to send a form: the server has the head and reads the body, whose last byte is missing. */
  static async upload(port: number): Promise<Exchange> {
    const fields = 'Content-Type: text/plain\r\nContent-Length: 3\r\nExpect: 100-continue\r\n';
    const made = new Exchange(port, `POST /form HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`);
    await once(made.socket, 'data');
    assert.equal(made.head, 'HTTP/1.1 100 Continue\r\n\r\n');
    made.head = '';
    made.socket.write('ab');
    return made;
  }

  /** Reads to the end of the connection. */
  async finish(): Promise<Outcome> {
    const { socket } = this;
    const closed = new Promise(resolve => socket.once('close', resolve));
    socket.resume();
    if (!socket.closed) await closed;
    if (this.head === '') return 'unanswered';
    const [, status, length] = /^HTTP\/1\.1 (\d+) [^]*\r\nContent-Length: (\d+)\r\n/.exec(this.head) ?? [];
    assert.equal(status, '200', this.head);
    assert.ok(this.received <= Number(length), `${this.received} bytes of ${length}`);
    return this.received === Number(length) ? 'whole' : 'cut';
  }

  private take(part: Buffer): void {
    const end = this.head === '' ? part.indexOf('\r\n\r\n') + 4 : 0;
    this.head += part.toString('latin1', 0, end);
    const body = part.subarray(end);
    const binary = this.head.includes('application/octet-stream');
    assert.ok(!binary || body.equals(ONES.subarray(0, body.length)), 'wrong bytes');
    this.received += body.length;
  }
}

/** Replies of every kind that a stop may meet. */
export interface InFlight {
  /** Downloads that are read to their end once the stop has begun. */
  readonly reading: readonly Exchange[];
  /** Downloads that are not read any further. */
  readonly stuck: readonly Exchange[];
  /** Forms whose last byte comes once the stop has begun. */
  readonly sending: readonly Exchange[];
  /** Forms whose last byte never comes. */
  readonly silent: readonly Exchange[];
}

const many = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make));

/** Begins two hundred requests; none continues before all have begun. */
export async function inFlight(port: number): Promise<InFlight> {
  const [reading, stuck, sending, silent] = await Promise.all([
    many(80, () => Exchange.download(port, 'small.bin')),
    many(80, () => Exchange.download(port, 'large.bin')),
    many(20, () => Exchange.upload(port)),
    many(20, () => Exchange.upload(port)),
  ]);
  return { reading, stuck, sending, silent };
}

/** Continues once the stop has begun, until everything that can end has ended. */
export async function goOn({ reading, sending }: InFlight): Promise<void> {
  for (const { socket } of sending) socket.write('c');
  const answers = await Promise.all(sending.map(each => each.finish()));
  assert.deepEqual([...new Set(answers)], ['whole']);
  const outcomes = await Promise.all(reading.map(each => each.finish()));
  // The number of complete replies depends on the machine.
  assert.ok(outcomes.includes('whole') && !outcomes.includes('unanswered'), outcomes.join());
}

/** So many of the truncated ones are read to their end. */
const FEW = 10;

/** At the end: late replies were cut off, and no partial reply looks complete. */
export async function assertCut({ stuck, silent }: InFlight): Promise<void> {
  const cut = await Promise.all(stuck.slice(0, FEW).map(each => each.finish()));
  for (const { socket } of stuck) socket.destroy();
  assert.deepEqual([...new Set(cut)], ['cut']);
  const answers = await Promise.all(silent.map(each => each.finish()));
  assert.deepEqual([...new Set(answers)], ['unanswered']);
}

/** Whether another server can listen there now. */
export async function isFree(port: number): Promise<boolean> {
  const server = net.createServer().listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return free;
}

/** Resolves once another server can listen there. */
export async function becomesFree(port: number): Promise<void> {
  // Node refuses a port in the same turn: without a pause, nothing else could ever release it.
  while (!(await isFree(port))) await delay(1);
}

/**
 * The goal is half a second above the timeout, which equals ten starts of a bare Node at a desk. On a slower
 * or busier machine, ten such starts are the measure.
 */
const MARGIN = 500;
const STARTS = 10;
const TRIES = 3;

function startOfNode(): number {
  const since = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - since;
}

/**
 * Asserts the duration of a stop, with several tries, since other suites may load the machine. A stop that is
 * late by itself is late in each of them. @param stop resolves to the milliseconds that it took
 */
export async function assertInTime(timeout: number, stop: () => Promise<number>): Promise<void> {
  const took: number[] = [];
  let least = Infinity;
  do {
    const margin = Math.max(MARGIN, STARTS * startOfNode());
    took.push(Math.round(await stop()));
    least = Math.min(least, (took.at(-1) ?? 0) - timeout - margin);
  } while (least > 0 && took.length < TRIES);
  console.log(`      stopped in ${took.join(', ')} ms; the timeout is ${timeout} ms`);
  assert.ok(least <= 0, `${took.join(', ')} ms`);
}
