// node workspace.js: 50,000 files beside ten: from spawn to the first page, and the folders watched for a page deep inside.
import path from 'node:path';
import { cacheFolder } from '../host/cache';
import { pause } from '../host/processes';
import { type Contender, inThread } from './contenders';
import { median, readable } from './figures';
import { Listener, NAVIGATION, textOf } from './listener';
import { type Asked, type Figure, measure } from './measure';
import { watchesOf } from './processes';
import { DEEP, makeSite, makeWorkspace } from './site';

const FILES = 50_000;

/** Milliseconds from spawn to a page. */
async function start(contender: Contender, root: string): Promise<number> {
  const server = await contender.start(root);
  await textOf(server.port, '/index.html', NAVIGATION);
  const took = performance.now() - server.spawned;
  await server.stop();
  return took;
}

/** Watches of a server that serves one page deep in the folder. */
async function watches(root: string): Promise<number> {
  const server = await inThread.start(root);
  const page = await Listener.open(server.port, `/${DEEP}`);
  await pause(500);
  const count = watchesOf(server.pid);
  page.close();
  await server.stop();
  return count;
}

async function workspace({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const small = makeSite(scratch);
  const large = makeWorkspace(path.join(cacheFolder(), `workspace-${FILES}`), FILES);
  const times = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < (quick ? 10 : 31); round++) {
    times.small.push(await start(inThread, small));
    times.large.push(await start(inThread, large));
  }
  const used = new Set([path.dirname(DEEP), '.']).size;
  const watched = await watches(large);
  return [
    {
      what: `start in ${FILES.toLocaleString('en-US')} files beside ten`,
      value: median(times.large.map((time, round) => time / (times.small[round] ?? Number.NaN))),
      unit: '×',
      goal: { atMost: 1.3 },
      ours: `${readable(median(times.large))} ms`,
      reference: `ten files: ${readable(median(times.small))} ms`,
    },
    {
      what: 'folders watched for one page and its style among them',
      value: watched,
      unit: 'watches',
      goal: { atMost: used },
      ours: String(watched),
      reference: `folders of used files: ${used}`,
    },
  ];
}

measure('workspace', workspace);
