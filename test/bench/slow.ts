// node slow.js: how long a small request takes while 50 clients read a file of 50 MiB at 1 KiB a second, and without them.
import net from 'node:net';
import path from 'node:path';
import { pause } from '../host/processes';
import { type Contender, inThread } from './contenders';
import { median, medianRatio, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { load, type Started } from './processes';
import { rivalsWhen } from './rivals';
import { makeLarge, makeSite } from './site';

const SLOW = 50;
const MEBIBYTES = 50;

/** A client that reads 1 KiB a second and leaves the rest in the buffers. */
class SlowClient {
  private readonly socket: net.Socket;
  private readonly timer: NodeJS.Timeout;

  constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.on('error', () => this.end());
    this.socket.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
    this.socket.pause();
    this.timer = setInterval(() => void this.socket.read(1024), 1000);
  }

  end(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}

/** The 99th percentile at some 500 requests a second, far below the server's limit. */
async function small(server: Started, seconds: number): Promise<number> {
  const what = { path: '/style.css', headers: { Accept: 'text/css,*/*;q=0.1' }, status: 200 };
  return (await load(server.port, { ...what, connections: 8, seconds, pause: 16 })).p99;
}

interface Tally {
  readonly quiet: number[];
  readonly slow: number[];
}

async function round(server: Started, seconds: number, { quiet, slow }: Tally): Promise<void> {
  quiet.push(await small(server, seconds));
  const clients = Array.from({ length: SLOW }, () => new SlowClient(server.port));
  await pause(500);
  slow.push(await small(server, seconds));
  for (const client of clients) client.end();
  await pause(300);
}

const ratio = ({ quiet, slow }: Tally): number => medianRatio(slow, quiet);

async function tallyOf(contender: Contender, root: string, rounds: number, seconds: number): Promise<Tally> {
  const server = await contender.start(root);
  await pause(1000);
  const tally: Tally = { quiet: [], slow: [] };
  await small(server, 1);
  for (let at = 0; at < rounds; at++) await round(server, seconds, tally);
  await server.stop();
  return tally;
}

async function slow({ quick, rivals, scratch }: Asked): Promise<readonly Figure[]> {
  const root = makeSite(scratch);
  makeLarge(path.join(root, 'large.bin'), MEBIBYTES);
  const seconds = quick ? 1.5 : 2;
  const mine = await tallyOf(inThread, root, quick ? 3 : 7, seconds);
  const others: [string, number][] = [];
  for (const rival of await rivalsWhen(rivals))
    others.push([rival.name, ratio(await tallyOf(rival, root, 3, seconds))]);
  return [
    {
      what: `p99 of a small request while ${SLOW} slow clients hang on a file of ${MEBIBYTES} MiB`,
      value: ratio(mine),
      unit: '×',
      goal: { atMost: 2 },
      ours: `${readable(median(mine.slow))} ms`,
      reference: `without them: ${readable(median(mine.quiet))} ms`,
      rivals: Object.fromEntries(others),
    },
  ];
}

measure('slow', slow);
