// node out/test/host/runInVSCode.js bench/window: what a window of VS Code and the server in it cost each other.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { folder, logText, pause, porthole, portOf, running, until } from '../../editor/helpers';
import { median, medianRatio, readable } from '../figures';
import type { Load, Loaded } from '../load';
import { type Figure, goalText, holds, keep } from '../measure';
import { freePort, load, script } from '../processes';

const OUT = path.resolve(__dirname, '..', '..', '..');
const figures: Figure[] = [];

/** Notes figures, and fails where one misses its goal. */
function judge(...some: readonly Figure[]): void {
  figures.push(...some);
  for (const { what, value, unit, ours, reference } of some)
    console.log(`${what}: ${readable(value)} ${unit} (${ours}; ${reference})`);
  for (const figure of some)
    assert.ok(holds(figure), `${figure.what}: ${readable(figure.value)} is not ${goalText(figure)}`);
}

const STYLE = { path: '/styles/main.css', headers: { Accept: '*/*' }, status: 200, pause: 0 };
const FLAT_OUT = { ...STYLE, connections: 16, seconds: 2 };
/** Some 240 requests a second, far from what the server can. */
const PACED = { ...STYLE, connections: 4, seconds: 2.5, pause: 16 };
const BARE = '/main.css';

/** The limit: a bare `node:http` in a thread of the extension host, that answers the same file from memory. */
async function bareThread(): Promise<{ port: number; took: number; end(): Promise<unknown> }> {
  const port = await freePort();
  const from = performance.now();
  const worker = new Worker(script('bare'), {
    argv: [String(port), path.join(folder().fsPath, 'styles')],
    execArgv: [],
  });
  await once(worker, 'message');
  return { port, took: performance.now() - from, end: () => worker.terminate() };
}

/** What any extension can do to all others: nothing in this process runs until it is over. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** What a load finds while this process is busy for so many milliseconds. */
function during(milliseconds: number, port: number, what: Load, givesWay: boolean): Promise<Loaded> {
  const loaded = load(port, what, givesWay);
  block(milliseconds);
  return loaded;
}

/** The same measured with this process quiet and blocked, in turn. */
interface Sides {
  readonly quiet: number[];
  readonly blocked: number[];
}

const sides = (): Sides => ({ quiet: [], blocked: [] });

async function hold(
  { quiet, blocked }: Sides,
  found: (milliseconds: number) => Promise<number>,
): Promise<void> {
  quiet.push(await found(0));
  blocked.push(await found(3000));
}

/** The 99th percentile of how late this process's event loop is, in milliseconds. */
async function delayWhile(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99) / 1e6;
}

/** Lines of the output channel that tell of a request that was asked for here. */
async function lines(): Promise<number> {
  return [...(await logText()).matchAll(/ GET \/styles\/main\.css/g)].length;
}

/** How much of what is found in quiet is found when blocked. */
const kept = ({ quiet, blocked }: Sides): number => medianRatio(blocked, quiet);

describe('a window and its server', () => {
  after(() => {
    const command = 'node out/test/host/runInVSCode.js bench/window';
    keep({ name: 'window', command, date: new Date().toISOString(), figures }, path.join(OUT, 'bench'));
  });

  it('activate takes no time that can be felt, as VS Code itself tells', async () => {
    await running();
    await vscode.commands.executeCommand('perfview.show');
    const report = await vscode.workspace.openTextDocument(vscode.Uri.parse('perf:Startup Performance'));
    const cells = /\|\s*porthole\.porthole\s*\|([^|]*)\|([^|]*)\|([^|]*)\|/.exec(report.getText());
    const [, , code = '', call = ''] = cells ?? [];
    const ours = `activate ${call.trim()} ms`;
    const reference = `its code loads in ${code.trim()} ms`;
    const what = '`activate()` by VS Code’s own startup figures';
    judge({ what, value: Number(call), unit: 'ms', goal: { atMost: 10 }, ours, reference });
  });

  it('a server listens soon after the command', async function () {
    this.timeout(60_000);
    const api = await porthole();
    // The window is still busy with its own start, on both cores.
    await pause(10_000);
    const took: number[] = [];
    const ended: number[] = [];
    const bare: number[] = [];
    for (let round = -2; round < 15; round++) {
      await vscode.commands.executeCommand('porthole.stop');
      const limit = await bareThread();
      await limit.end();
      let listened = Number.NaN;
      const listener = api.onDidChangeState(({ state }) => {
        if (state === 'running') listened = performance.now();
      });
      const from = performance.now();
      // It ends later than the server listens: VS Code is asked for the way on which a browser elsewhere reaches it.
      await vscode.commands.executeCommand('porthole.start', folder());
      const end = performance.now();
      listener.dispose();
      if (round < 0) continue;
      took.push(listened - from);
      ended.push(end - from);
      bare.push(limit.took);
    }
    const value = median(took);
    const [ours, reference] = [
      `${readable(value)} ms`,
      `slowest of ${took.length}: ${readable(Math.max(...took))} ms; the command ends after ${readable(median(ended))} ms; a bare node:http in such a thread listens after ${readable(median(bare))} ms`,
    ];
    judge({
      what: 'command → listening, in VS Code',
      value,
      unit: 'ms',
      goal: { atMost: 60 },
      ours,
      reference,
    });
  });

  it('a blocked extension host does not slow the server', async function () {
    this.timeout(240_000);
    const port = portOf(await running());
    const bare = await bareThread();
    const rate = (at: number, asked: string, givesWay: boolean) => async (milliseconds: number) =>
      (await during(milliseconds, at, { ...FLAT_OUT, path: asked }, givesWay)).perSecond;
    const tail = async (milliseconds: number): Promise<number> =>
      (await during(milliseconds, port, PACED, false)).p99;
    const [ours, limit, tails, oursPushed, limitPushed] = [sides(), sides(), sides(), sides(), sides()];
    await load(port, FLAT_OUT);
    await load(bare.port, { ...FLAT_OUT, path: BARE });
    // Where the kernel puts the threads makes a sixth more or less of a rate, and a third of a 99th percentile.
    for (let round = 0; round < 15; round++) {
      await hold(tails, tail);
      if (round % 3 !== 0) await hold(ours, rate(port, STYLE.path, true));
      if (round % 3 === 0) await hold(limit, rate(bare.port, BARE, true));
      if (round % 5 !== 0) continue;
      await hold(oursPushed, rate(port, STYLE.path, false));
      await hold(limitPushed, rate(bare.port, BARE, false));
    }
    await bare.end();
    const pushed = `${readable(kept(oursPushed))} × where the load takes the core at each answer, the bare one ${readable(kept(limitPushed))} ×`;
    judge(
      {
        what: 'requests a second, flat out, while the extension host is blocked for 3 s',
        value: kept(ours),
        unit: '×',
        goal: { atLeast: 0.6 },
        ours: `${readable(median(ours.blocked))}/s`,
        reference: `quiet: ${readable(median(ours.quiet))}/s; a bare node:http in such a thread keeps ${readable(kept(limit))} ×; ${pushed}`,
      },
      {
        what: 'p99 of some 240 requests a second meanwhile',
        value: kept(tails),
        unit: '×',
        goal: { atMost: 1.5 },
        ours: `${readable(median(tails.blocked))} ms`,
        reference: `quiet: ${readable(median(tails.quiet))} ms`,
      },
    );
  });

  it('a busy server does not slow the extension host', async function () {
    this.timeout(180_000);
    const port = portOf(await running());
    const delays = { quiet: [] as number[], busy: [] as number[] };
    for (let round = 0; round < 3; round++) {
      delays.quiet.push(await delayWhile(() => pause(5000)));
      delays.busy.push(await delayWhile(() => load(port, { ...FLAT_OUT, seconds: 5 })));
    }
    judge({
      what: 'p99 of the extension host’s event-loop delay while 16 connections ask flat out for 5 s, above quiet',
      value: median(delays.busy.map((busy, round) => busy - (delays.quiet[round] ?? Number.NaN))),
      unit: 'ms',
      goal: { atMost: 3 },
      ours: `${readable(median(delays.busy))} ms`,
      reference: `quiet: ${readable(median(delays.quiet))} ms`,
    });
  });

  it('a flood of requests is bounded in lines and in memory', async function () {
    this.timeout(180_000);
    const port = portOf(await running());
    const flood = (): Promise<Loaded> => load(port, { ...FLAT_OUT, seconds: 5 });
    await flood();
    await pause(3000);
    const [before, linesBefore] = [process.memoryUsage.rss(), await lines()];
    const asked = await flood();
    await pause(3000);
    const [after, written] = [process.memoryUsage.rss(), (await lines()) - linesBefore];
    await until('the rest is counted', async () => /… and \d+ more/.test(await logText()) || undefined);
    const seconds = Math.ceil(asked.requests / asked.perSecond) + 2;
    judge({
      what: 'lines a second that a flood writes to the output channel',
      value: written / seconds,
      unit: 'count',
      goal: { atMost: 200 },
      ours: `${written} lines`,
      reference: `${asked.requests} requests`,
    });
    judge({
      what: 'memory of the extension host after a second flood beside the first',
      value: after / before,
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${readable(after / 1024 / 1024)} MiB`,
      reference: `after the first: ${readable(before / 1024 / 1024)} MiB`,
    });
  });

  it('is the same server as before', async () => {
    assert.equal((await porthole()).servers.length, 1);
  });
});
