// Shared parts of the suites that measure in a window of VS Code.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { folder } from '../editor/helpers';
import { readable } from './figures';
import { type Figure, goalText, holds, keep } from './measure';
import { freePort, script } from './processes';

/** Where figures are kept, seen from the bundle of a suite. */
const KEPT = path.resolve(__dirname, '..', '..', '..', 'bench');

export const STYLE = { path: '/styles/main.css', headers: { Accept: '*/*' }, status: 200, pause: 0 };
export const FLAT_OUT = { ...STYLE, connections: 16, seconds: 2 };
/** The same file of a bare thread. */
export const BARE = '/main.css';

/** The figures of one suite. */
export class Figures {
  private readonly figures: Figure[] = [];

  constructor(private readonly name: string) {}

  /** Notes figures, and fails where one misses its goal. */
  judge(...some: readonly Figure[]): void {
    this.figures.push(...some);
    for (const { what, value, unit, ours, reference } of some)
      console.log(`${what}: ${readable(value)} ${unit} (${ours}; ${reference})`);
    for (const figure of some)
      assert.ok(holds(figure), `${figure.what}: ${readable(figure.value)} is not ${goalText(figure)}`);
  }

  keep(): void {
    const { name, figures } = this;
    const command = `node out/test/host/runInVSCode.js bench/${name}`;
    keep({ name, command, date: new Date().toISOString(), figures }, KEPT);
  }
}

/** The limit: a bare `node:http` in a thread of the extension host, that answers the same file from memory. */
export async function bareThread(): Promise<{ port: number; took: number; end(): Promise<unknown> }> {
  const port = await freePort();
  const from = performance.now();
  const worker = new Worker(script('bare'), {
    argv: [String(port), path.join(folder().fsPath, 'styles')],
    execArgv: [],
  });
  await once(worker, 'message');
  return { port, took: performance.now() - from, end: () => worker.terminate() };
}
