// node downloads.js: 200 MiB beside a server that does nothing but `createReadStream().pipe()`, and the memory that it takes.
import path from 'node:path';
import { bare, type Contender, inThread, nodeScript, rotated } from './contenders';
import { median, medianRatio, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { load, memoryOf, script, type Started } from './processes';
import { rivalsWhen } from './rivals';
import { makeLarge, makeSite } from './site';

const SIZE = 200;
const pipe = nodeScript('createReadStream().pipe()', 'limit', (port, root) => [script('pipe'), port, root]);

/** One contender's downloads. */
interface Tally {
  /** MiB a second, a value a round. */
  readonly rates: number[];
  /** The most resident memory while each round ran, in MiB. */
  readonly peaks: number[];
}

async function download({ port, pid }: Started, { rates, peaks }: Tally): Promise<void> {
  let peak = memoryOf(pid);
  const watch = setInterval(() => (peak = Math.max(peak, memoryOf(pid))), 50);
  const what = { path: '/large.bin', headers: { Accept: '*/*' }, status: 200, connections: 1 };
  const { p50 } = await load(port, { ...what, seconds: 0, pause: 0 });
  clearInterval(watch);
  rates.push((SIZE / p50) * 1000);
  peaks.push(peak);
}

function ratio(one: Tally | undefined, other: Tally): number {
  return medianRatio(one?.rates ?? [], other.rates);
}

async function compare(contenders: readonly Contender[], root: string, rounds: number) {
  const servers = new Map<Contender, Started>();
  for (const contender of contenders) servers.set(contender, await contender.start(root));
  const tallies = new Map<Contender, Tally>(
    contenders.map(contender => [contender, { rates: [], peaks: [] }]),
  );
  for (let round = -1; round < rounds; round++)
    for (const [contender, server] of rotated([...servers], round + 1)) {
      const tally = tallies.get(contender);
      await download(server, round < 0 || !tally ? { rates: [], peaks: [] } : tally);
    }
  for (const server of servers.values()) await server.stop();
  return tallies;
}

async function downloads({ quick, rivals, scratch }: Asked): Promise<readonly Figure[]> {
  const root = makeSite(scratch);
  makeLarge(path.join(root, 'large.bin'), SIZE);
  const others = (await rivalsWhen(rivals)).filter(({ name }) => name !== bare.name);
  const tallies = await compare([pipe, inThread, ...others], root, quick ? 5 : 11);
  const plain = tallies.get(pipe) ?? { rates: [], peaks: [] };
  const mine = tallies.get(inThread) ?? { rates: [], peaks: [] };
  const [first = Number.NaN] = mine.peaks;
  const last = mine.peaks.at(-1) ?? Number.NaN;
  return [
    {
      what: `${SIZE} MiB file`,
      value: ratio(mine, plain),
      unit: '×',
      goal: { atLeast: 1 },
      ours: `${readable(median(mine.rates))} MiB/s`,
      reference: `createReadStream().pipe(): ${readable(median(plain.rates))} MiB/s`,
      rivals: Object.fromEntries(others.map(one => [one.name, ratio(tallies.get(one), plain)])),
    },
    {
      what: `memory in the last of ${mine.peaks.length} such downloads beside the first`,
      value: last / first,
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${readable(last)} MiB`,
      reference: `first: ${readable(first)} MiB`,
    },
  ];
}

measure('downloads', downloads);
