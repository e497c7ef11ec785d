// node memory.js: how much memory the server's thread adds to its process, idle and after a soak.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pause } from '../host/processes';
import { median, readable } from './figures';
import { Listener } from './listener';
import { type Asked, type Figure, measure } from './measure';
import { freePort, load, memoryOf, script, type Started } from './processes';
import { cssText, folderIn, htmlText, makeLarge, makeSite } from './site';

/** Files of 1 MiB that together are far more than the cache holds. */
const MANY = 200;
/** Files of 20 KiB, as a site has them. */
const USUAL = 300;
const REST = 1500;

/** The resident memory of one process before its thread is there, with it, and after a soak; in MiB. */
interface Sizes {
  readonly before: number;
  readonly idle: number;
  readonly soaked: number;
  /** When the many files have been read, and when they have been read again. */
  readonly filled: number;
  readonly again: number;
}

async function readAll(port: number, folder: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await (await fetch(`http://127.0.0.1:${port}/${folder}/${i}.txt`)).arrayBuffer();
}

/** The requests of a long day, in a minute. */
async function soak({ port }: Pick<Started, 'port'>, root: string, seconds: number): Promise<void> {
  const page = await Listener.open(port, '/index.html');
  const answers = { headers: { Accept: '*/*' }, status: 200, pause: 0 };
  for (const name of ['/style.css', '/index.html', '/app.js'])
    await load(port, { ...answers, path: name, connections: 16, seconds });
  await readAll(port, 'usual', USUAL);
  for (let i = 0; i < 5; i++)
    await load(port, { ...answers, path: '/large.bin', connections: 2, seconds: 0 });
  for (let i = 0; i < 40; i++) {
    writeFileSync(path.join(root, 'style.css'), cssText(1024, `soak ${i}`));
    writeFileSync(path.join(root, 'index.html'), htmlText(10_240, `soak ${i}`));
    await pause(100);
  }
  page.close();
}

async function sizesOf(root: string, seconds: number): Promise<Sizes> {
  const port = await freePort();
  const child = fork(script('threadHost'), [String(port), root, '--when-told'], { stdio: 'inherit' });
  const pid = child.pid ?? 0;
  await once(child, 'message');
  await pause(1000);
  const before = memoryOf(pid);
  child.send('listen');
  await once(child, 'message');
  await fetch(`http://127.0.0.1:${port}/index.html`);
  await pause(3000);
  const idle = memoryOf(pid);
  await soak({ port }, root, seconds);
  await pause(3000);
  const soaked = memoryOf(pid);
  await readAll(port, 'many', MANY);
  const filled = memoryOf(pid);
  await readAll(port, 'many', MANY);
  const again = memoryOf(pid);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { before, idle, soaked, filled, again };
}

async function memory({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const root = makeSite(scratch);
  for (let i = 0; i < MANY; i++) makeLarge(path.join(folderIn(root, 'many'), `${i}.txt`), 1);
  for (let i = 0; i < USUAL; i++)
    writeFileSync(path.join(folderIn(root, 'usual'), `${i}.txt`), cssText(20_000, `${i}`));
  makeLarge(path.join(root, 'large.bin'), 200);
  await pause(REST);
  const runs: Sizes[] = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) runs.push(await sizesOf(root, quick ? 2 : 5));
  const figure = (what: string, key: 'idle' | 'soaked', atMost: number): Figure => ({
    what,
    value: median(runs.map(run => run[key] - run.before)),
    unit: 'MiB',
    goal: { atMost },
    ours: `${readable(median(runs.map(run => run[key])))} MiB`,
    reference: `process without it: ${readable(median(runs.map(run => run.before)))} MiB`,
  });
  return [
    figure('memory that the server’s thread adds, idle', 'idle', 30),
    figure(
      `the same after a soak: requests flat out, ${USUAL} files, downloads of 200 MiB, saves`,
      'soaked',
      60,
    ),
    {
      what: `memory when ${MANY} files of 1 MiB have been read twice beside once: the cache is bounded`,
      value: median(runs.map(run => run.again / run.filled)),
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${readable(median(runs.map(run => run.again)))} MiB`,
      reference: `once: ${readable(median(runs.map(run => run.filled)))} MiB`,
    },
  ];
}

measure('memory', memory);
