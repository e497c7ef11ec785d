// node workspace.js: 50,000 files beside ten: from spawn to the first page and to the first save that a page hears of, memory,
// processor time at rest, and the folders watched for a page deep inside.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../host/cache';
import { pause } from '../host/processes';
import { type Contender, inThread } from './contenders';
import { median, medianRatio, readable } from './figures';
import { Listener, NAVIGATION, textOf } from './listener';
import { type Asked, type Figure, measure } from './measure';
import { cpuOf, memoryOf, tree, watchesOf } from './processes';
import { rivalsWhen } from './rivals';
import { DEEP, htmlText, makeSite, makeWorkspace } from './site';

const FILES = 50_000;

/** Milliseconds from spawn to a page. */
async function start(contender: Contender, root: string): Promise<number> {
  const server = await contender.start(root);
  await textOf(server.port, '/index.html', NAVIGATION);
  const took = performance.now() - server.spawned;
  await server.stop();
  return took;
}

/** Milliseconds from spawn until a page hears of a save, saved again and again until it does. */
async function firstSave(root: string, page: string, round: number): Promise<number> {
  const server = await inThread.start(root);
  const listener = await Listener.open(server.port, `/${page}`);
  const save = (at: number): void =>
    writeFileSync(path.join(root, page), htmlText(2000, `round ${round} save ${at}`));
  let saves = 0;
  save(saves);
  const again = setInterval(() => save((saves += 1)), 500);
  const heard = await listener.next(60_000);
  clearInterval(again);
  listener.close();
  await server.stop();
  return heard === undefined ? Number.NaN : heard - server.spawned;
}

/** A server some time after its start, when one page deep in the folder has been asked for. */
interface AtRest {
  /** MiB, of all its processes. */
  readonly memory: number;
  readonly watches: number;
  /** Milliseconds of processor time in ten seconds. */
  readonly cpu: number;
}

/** Seconds until a server rests: V8 gives back what a start has allocated 10 to 25 seconds later. */
const SETTLING = 30;
const RESTING = 10;

async function atRest(contender: Contender, root: string, page: string): Promise<AtRest> {
  const server = await contender.start(root);
  const listener = contender.kind === 'ours' ? await Listener.open(server.port, `/${page}`) : undefined;
  if (!listener) await textOf(server.port, `/${page}`, NAVIGATION);
  const cpu = (): number => tree(server.pid).reduce((sum, pid) => sum + cpuOf(pid), 0);
  await pause(SETTLING * 1000);
  const before = cpu();
  await pause(RESTING * 1000);
  const rest = { memory: memoryOf(server.pid), watches: watchesOf(server.pid), cpu: cpu() - before };
  listener?.close();
  await server.stop();
  return rest;
}

function restFigures(
  rests: readonly { small: AtRest; large: AtRest }[],
  rivals: Readonly<Record<string, { small: AtRest; large: AtRest }>>,
): readonly Figure[] {
  const each = (value: (one: { small: AtRest; large: AtRest }) => number): Record<string, number> =>
    Object.fromEntries(Object.entries(rivals).map(([name, one]) => [name, value(one)]));
  const of = (value: (one: { small: AtRest; large: AtRest }) => number): number => median(rests.map(value));
  // The page's and the style's folder: no more is in use.
  const used = new Set([path.dirname(DEEP), '.']).size;
  const files = FILES.toLocaleString('en-US');
  return [
    {
      what: `memory in ${files} files beside ten`,
      value: of(({ large, small }) => large.memory / small.memory),
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${readable(of(({ large }) => large.memory))} MiB`,
      reference: `ten files: ${readable(of(({ small }) => small.memory))} MiB`,
      rivals: each(one => one.large.memory / one.small.memory),
    },
    {
      what: 'folders watched for one page and its style among them',
      value: Math.max(...rests.map(({ large }) => large.watches)),
      unit: 'watches',
      goal: { atMost: used },
      ours: String(Math.max(...rests.map(({ large }) => large.watches))),
      reference: `folders of used files: ${used}`,
      rivals: each(one => one.large.watches),
    },
    {
      what: `processor time in ${RESTING} s at rest among them, above ten files’`,
      // One garbage collection more or less changes the figure by as much as the goal.
      value: of(({ large, small }) => large.cpu - small.cpu),
      unit: 'ms',
      // The clock of /proc ticks every ten milliseconds.
      goal: { atMost: 30 },
      ours: `${rests.map(({ large }) => large.cpu).join(', ')} ms`,
      reference: `ten files: ${rests.map(({ small }) => small.cpu).join(', ')} ms`,
    },
  ];
}

async function workspace({ quick, rivals, scratch }: Asked): Promise<readonly Figure[]> {
  const small = makeSite(scratch);
  const large = makeWorkspace(path.join(cacheFolder(), `workspace-${FILES}`), FILES);
  const times = { small: [] as number[], large: [] as number[] };
  const saves = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < (quick ? 7 : 15); round++) {
    times.small.push(await start(inThread, small));
    times.large.push(await start(inThread, large));
    saves.small.push(await firstSave(small, 'about.html', round));
    saves.large.push(await firstSave(large, DEEP, round));
  }
  const both = async (one: Contender): Promise<{ small: AtRest; large: AtRest }> => {
    const [few, many] = await Promise.all([atRest(one, small, 'about.html'), atRest(one, large, DEEP)]);
    return { small: few, large: many };
  };
  const rests: { small: AtRest; large: AtRest }[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) rests.push(await both(inThread));
  const others: Record<string, { small: AtRest; large: AtRest }> = {};
  for (const rival of await rivalsWhen(rivals)) others[rival.name] = await both(rival);
  return [
    {
      what: `start in ${FILES.toLocaleString('en-US')} files beside ten`,
      value: medianRatio(times.large, times.small),
      unit: '×',
      goal: { atMost: 1.3 },
      ours: `${readable(median(times.large))} ms`,
      reference: `ten files: ${readable(median(times.small))} ms`,
    },
    {
      what: `from spawn to the first save heard in ${FILES.toLocaleString('en-US')} files beside ten`,
      value: medianRatio(saves.large, saves.small),
      unit: '×',
      goal: { atMost: 1.5 },
      ours: `${readable(median(saves.large))} ms`,
      reference: `ten files: ${readable(median(saves.small))} ms`,
    },
    ...restFigures(rests, others),
  ];
}

measure('workspace', workspace);
