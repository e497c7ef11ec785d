// node requests.js: requests a second, ours and others' beside a bare node:http that answers from memory.
import { say } from '../host/say';
import { bare, type Contender, inTerminal, inThread, rotated } from './contenders';
import { median, medianRatio, readable, table } from './figures';
import type { Load } from './load';
import { type Asked, type Figure, measure } from './measure';
import { cpuOf, load, type Started } from './processes';
import { rivalsWhen } from './rivals';
import { makeSite } from './site';

interface Kind {
  readonly what: string;
  readonly path: string;
  readonly accept: string;
  readonly goal: number;
  /** Whether the client has the file already. */
  readonly revalidates?: boolean;
}

const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const KINDS: readonly Kind[] = [
  { what: '1 KiB stylesheet', path: '/style.css', accept: 'text/css,*/*;q=0.1', goal: 0.8 },
  { what: '304 for it', path: '/style.css', accept: 'text/css,*/*;q=0.1', goal: 0.8, revalidates: true },
  { what: '10 KiB page with the script', path: '/index.html', accept: PAGE, goal: 0.8 },
  { what: '1 MiB script', path: '/app.js', accept: '*/*', goal: 0.9 },
];
const CONNECTIONS = 16;

/** The results of one contender with one kind of request, one value per round. */
interface Tally {
  readonly perSecond: number[];
  /** Microseconds of processor time that the server took for a request: steadier than the rate on a busy machine. */
  readonly cost: number[];
}

const emptyTally = (): Tally => ({ perSecond: [], cost: [] });

/** The place of a process in memory changes its rate by a tenth, so each contender is started several times. */
interface Extent {
  readonly starts: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Seconds of the round that warms up. */
  readonly warmUp: number;
}

/** Quick is less than a minute, without rivals. */
function extentOf({ quick, rivals }: Asked): Extent {
  if (!quick) return { starts: 6, rounds: 2, seconds: 2, warmUp: 2 };
  return { starts: rivals ? 1 : 4, rounds: 2, seconds: 0.45, warmUp: 0.3 };
}

async function loadFor({ path, accept, revalidates }: Kind, port: number): Promise<Load | undefined> {
  const headers = { Accept: accept, 'User-Agent': 'bench' };
  const common = { path, connections: CONNECTIONS, seconds: 1, pause: 0 };
  if (!revalidates) return { ...common, headers, status: 200 };
  const first = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  await first.arrayBuffer();
  const etag = first.headers.get('etag');
  return etag === null
    ? undefined
    : { ...common, headers: { ...headers, 'If-None-Match': etag }, status: 304 };
}

async function sample(server: Started, what: Load, tally: Tally): Promise<void> {
  const before = cpuOf(server.pid);
  const { requests, perSecond } = await load(server.port, what);
  tally.perSecond.push(perSecond);
  tally.cost.push(((cpuOf(server.pid) - before) * 1000) / requests);
}

/** Every contender in turn, round after round; the first warms up and does not count. */
async function compare(
  kind: Kind,
  servers: ReadonlyMap<Contender, Started>,
  { rounds, seconds, warmUp }: Extent,
  tallies: Map<Contender, Tally>,
): Promise<void> {
  for (let round = -1; round < rounds; round++) {
    for (const [contender, server] of rotated([...servers], round + 1)) {
      const what = await loadFor(kind, server.port);
      if (!what) continue;
      const tally = tallies.get(contender) ?? emptyTally();
      if (round < 0) await sample(server, { ...what, seconds: warmUp }, emptyTally());
      else await sample(server, { ...what, seconds }, tally);
      tallies.set(contender, tally);
    }
  }
}

/** The median of the rounds' ratios: other load on the machine affects both sides of a round alike. */
function ratio(ours: Tally | undefined, reference: Tally): number {
  return medianRatio(ours?.perSecond ?? [], reference.perSecond);
}

function figure(kind: Kind, tallies: ReadonlyMap<Contender, Tally>): Figure {
  const limit = tallies.get(bare) ?? emptyTally();
  const mine = tallies.get(inThread) ?? emptyTally();
  const rows = [...tallies].map(([{ name }, tally]) => [
    name,
    readable(median(tally.perSecond)),
    readable(ratio(tally, limit)),
    readable(median(tally.cost)),
    readable(median(limit.cost) / median(tally.cost)),
  ]);
  say(`\n${kind.what}\n${table(['', 'requests/s', '× bare', 'µs of CPU each', 'bare / it'], rows)}`);
  const others = [...tallies].filter(([{ kind: sort }]) => sort === 'rival');
  return {
    what: `${kind.what}, ${CONNECTIONS} connections, recorded`,
    value: ratio(mine, limit),
    unit: '×',
    goal: { atLeast: kind.goal },
    ours: `${readable(median(mine.perSecond))}/s`,
    reference: `bare node:http from memory: ${readable(median(limit.perSecond))}/s`,
    rivals: Object.fromEntries(others.map(([{ name }, tally]) => [name, ratio(tally, limit)])),
  };
}

async function requests(asked: Asked): Promise<readonly Figure[]> {
  const root = makeSite(asked.scratch);
  const more = asked.quick ? [] : [inTerminal];
  const contenders = [bare, inThread, ...more, ...(await rivalsWhen(asked.rivals))];
  const extent = extentOf(asked);
  const only = KINDS.filter(({ what }) =>
    process.argv.every(arg => !arg.startsWith('--only=') || what.includes(arg.slice(7))),
  );
  const found = new Map(only.map(kind => [kind, new Map<Contender, Tally>()]));
  for (let at = 0; at < extent.starts; at++) {
    const servers = new Map<Contender, Started>();
    for (const contender of contenders) servers.set(contender, await contender.start(root));
    for (const [kind, tallies] of found) await compare(kind, servers, extent, tallies);
    for (const server of servers.values()) await server.stop();
  }
  return [...found].map(([kind, tallies]) => figure(kind, tallies));
}

measure('requests', requests);
