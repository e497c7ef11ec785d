// node profile.js [PATH]: where the processor's time goes while the server answers flat out: the functions with the most time of
// their own. In a terminal, since a thread that is ended leaves no profile. The profile itself, for a flame picture in any DevTools, stays in out/bench.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { say } from '../host/say';
import { CLI, nodeScript } from './contenders';
import { readable, table } from './figures';
import { RESULTS } from './measure';
import { load } from './processes';
import { makeSite } from './site';

const FOLDER = path.join(RESULTS, 'profile');
const SECONDS = 5;

/** The used part of V8's format. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

type Cost = readonly [name: string, milliseconds: number];

/** Time of their own, by function, the most first. */
function costsOf({ nodes, samples, timeDeltas }: Profile): readonly Cost[] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      `${functionName || '(anonymous)'} ${path.basename(url)}${url ? `:${lineNumber + 1}` : ''}`,
    ]),
  );
  const costs = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    if (!name.startsWith('(idle)')) costs.set(name, (costs.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
  }
  return [...costs].toSorted(([, a], [, b]) => b - a);
}

const totalOf = (costs: readonly Cost[]): number => costs.reduce((sum, [, cost]) => sum + cost, 0);

async function main(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const args = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', FOLDER, CLI];
  const contender = nodeScript('Porthole', 'ours', (port, root) => [...args, root, '--port', port]);
  const server = await contender.start(makeSite(path.join(FOLDER, 'site')));
  const what = { path: process.argv[2] ?? '/style.css', headers: { Accept: '*/*' }, status: 200 };
  const { requests } = await load(server.port, { ...what, connections: 16, seconds: SECONDS, pause: 0 });
  await server.stop();
  const files = readdirSync(FOLDER).filter(name => name.endsWith('.cpuprofile'));
  const all = files.map(name =>
    costsOf(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Profile),
  );
  const [costs = []] = all.toSorted((a, b) => totalOf(b) - totalOf(a));
  const total = totalOf(costs);
  const rows = costs
    .slice(0, 25)
    .map(([name, cost]) => [name, readable((cost * 1000) / requests), `${readable((cost / total) * 100)} %`]);
  say(table(['Function', 'µs a request', 'Share'], rows));
}

void main();
