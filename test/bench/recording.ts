// node recording.js: the cost of recording requests while no view is open, beside a server built without it;
// and, for information, with a view.
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { say } from '../host/say';
import { median, medianRatio, readable, table } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { cpuOf, freePort, load, script, start, type Started } from './processes';
import { makeSite } from './site';

const SOURCE = path.resolve(__dirname, '..', '..', '..', 'src');

/** One line of the log for each request, as every build writes it, and nothing that could record more. */
const LINES_ONLY = `
export class Recorder {
  watched = false;
  requests = 0;
  constructor(log) { this.log = log; }
  begin() {}
  finish(request, { status, rule }, { bytes, complete }, began) {
    this.requests++;
    if (!this.log.hears('info')) return;
    const duration = performance.now() - began;
    this.log.request({
      kind: 'request', id: this.requests, time: Date.now() - duration, method: request.method ?? '',
      target: request.url ?? '', status, bytes, duration, rule, complete, httpVersion: request.httpVersion,
    });
  }
}`;

const withoutRecording: Plugin = {
  name: 'without-recording',
  setup: made => {
    made.onLoad({ filter: /[\\/]server[\\/]traffic[\\/]recorder\.ts$/ }, () => ({
      contents: LINES_ONLY,
      loader: 'ts',
    }));
  },
};

async function buildThread(outfile: string, plugins: Plugin[]): Promise<string> {
  const entryPoints = [path.join(SOURCE, 'thread', 'main.ts')];
  const same = { bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs' } as const;
  await build({ ...same, mainFields: ['module', 'main'], entryPoints, outfile, plugins, logLevel: 'error' });
  return outfile;
}

async function startHost(root: string, thread: string, ...flags: readonly string[]): Promise<Started> {
  const port = await freePort();
  return start(process.execPath, [script('recordingHost'), String(port), root, thread, ...flags], { port });
}

interface Tally {
  readonly perSecond: number[];
  /** Microseconds of processor time for a request: steadier than the rate on a busy machine. */
  readonly cost: number[];
}

/** The first two contenders are equal: their difference is the noise of this machine. */
const KINDS = ['without', 'control', 'idle', 'watched'] as const;
type Kind = (typeof KINDS)[number];

/** Every server in turn, in another order each round; two rounds warm up and do not count. */
async function compare(servers: Readonly<Record<Kind, Started>>, rounds: number, seconds: number) {
  const tallies: Record<Kind, Tally> = {
    without: { perSecond: [], cost: [] },
    control: { perSecond: [], cost: [] },
    idle: { perSecond: [], cost: [] },
    watched: { perSecond: [], cost: [] },
  };
  const what = {
    path: '/style.css',
    headers: { Accept: 'text/css,*/*;q=0.1' },
    status: 200,
    connections: 16,
  };
  for (let round = -2; round < rounds; round++) {
    const order = round % 2 === 0 ? KINDS : KINDS.toReversed();
    for (const kind of order) {
      const { port, pid } = servers[kind];
      const before = cpuOf(pid);
      const { requests, perSecond } = await load(port, { ...what, seconds, pause: 0 });
      if (round < 0) continue;
      tallies[kind].perSecond.push(perSecond);
      tallies[kind].cost.push(((cpuOf(pid) - before) * 1000) / requests);
    }
  }
  return tallies;
}

async function work({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const root = path.join(scratch, 'site');
  makeSite(root);
  const without = await buildThread(path.join(scratch, 'without.js'), [withoutRecording]);
  const shipped = await buildThread(path.join(scratch, 'shipped.js'), []);
  const servers = {
    without: await startHost(root, without),
    control: await startHost(root, without),
    idle: await startHost(root, shipped),
    watched: await startHost(root, shipped, '--watched'),
  };
  try {
    const tallies = await compare(servers, quick ? 6 : 60, quick ? 0.5 : 0.75);
    const rows = KINDS.map(kind => [
      kind,
      readable(median(tallies[kind].perSecond)),
      readable(median(tallies[kind].cost)),
      readable(medianRatio(tallies[kind].perSecond, tallies.without.perSecond)),
      readable(medianRatio(tallies[kind].cost, tallies.without.cost)),
    ]);
    say(table(['server', 'requests/s', 'µs of processor each', '× without: rate', 'processor'], rows));
    const shown = (kind: Kind): string => `${readable(median(tallies[kind].perSecond))} requests/s`;
    const figure = (kind: Kind, what: string, atLeast: number): Figure => ({
      what,
      value: medianRatio(tallies[kind].perSecond, tallies.without.perSecond),
      unit: 'ratio',
      goal: { atLeast },
      ours: shown(kind),
      reference: shown('without'),
    });
    const cost = (kind: Kind): string => `${readable(median(tallies[kind].cost))} µs`;
    return [
      {
        what: 'Processor time for a request while nobody looks on, beside a build that cannot record',
        value: medianRatio(tallies.idle.cost, tallies.without.cost),
        unit: 'ratio',
        goal: { atMost: 1.03 },
        ours: cost('idle'),
        reference: cost('without'),
      },
      figure('idle', 'Requests a second while nobody looks on, beside a build that cannot record', 0.97),
      figure('watched', 'The same while the traffic view records everything', 0.3),
    ];
  } finally {
    for (const server of Object.values(servers)) await server.stop();
  }
}

measure('recording', work);
