// node out/test/host/runInVSCode.js bench/window: what a window of VS Code and the server in it cost each other.
import { strict as assert } from 'node:assert';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { folder, logText, pause, porthole, portOf, running, until } from '../../editor/helpers';
import { median, readable } from '../figures';
import { bareThread, Figures, FLAT_OUT } from '../inWindow';
import type { Loaded } from '../load';
import { load } from '../processes';

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

describe('a window and its server', () => {
  const figures = new Figures('window');
  after(() => figures.keep());

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
    figures.judge({
      what: 'command → listening, in VS Code',
      value,
      unit: 'ms',
      goal: { atMost: 60 },
      ours,
      reference,
    });
  });

  it('a busy server does not slow the extension host', async function () {
    this.timeout(180_000);
    const port = portOf(await running());
    const delays = { quiet: [] as number[], busy: [] as number[] };
    for (let round = 0; round < 3; round++) {
      delays.quiet.push(await delayWhile(() => pause(5000)));
      delays.busy.push(await delayWhile(() => load(port, { ...FLAT_OUT, seconds: 5 })));
    }
    figures.judge({
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
    figures.judge({
      what: 'lines a second that a flood writes to the output channel',
      value: written / seconds,
      unit: 'count',
      goal: { atMost: 200 },
      ours: `${written} lines`,
      reference: `${asked.requests} requests`,
    });
    figures.judge({
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
