// node startup.js: from spawn to the first answer, of the command line and of the smallest script that can answer.
import { pause } from '../host/processes';
import { type Contender, inTerminal, nodeScript, rotated } from './contenders';
import { median, medianRatio, readable } from './figures';
import { type Asked, type Figure, measure } from './measure';
import { script } from './processes';
import { rivalsWhen } from './rivals';
import { makeSite } from './site';

const hello = nodeScript('bare node:http script', 'limit', port => [script('hello'), port]);

/** Milliseconds from spawn to the first 200. */
async function start(contender: Contender, root: string): Promise<number> {
  const server = await contender.start(root);
  await untilAnswers(server.port);
  const took = performance.now() - server.spawned;
  await server.stop();
  return took;
}

/** Some rivals listen before they can answer. */
async function untilAnswers(port: number): Promise<void> {
  const until = performance.now() + 30_000;
  while (performance.now() < until) {
    const status = await fetch(`http://127.0.0.1:${port}/index.html`).then(
      answer => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await pause(2);
  }
  throw new Error(`Nothing answers on port ${port}.`);
}

async function startup({ quick, rivals, scratch }: Asked): Promise<readonly Figure[]> {
  const root = makeSite(scratch);
  const others = await rivalsWhen(rivals);
  const times = new Map<Contender, number[]>();
  for (let round = -1; round < (quick ? 9 : 21); round++)
    for (const contender of rotated([hello, inTerminal, ...(round < 3 ? others : [])], round + 1)) {
      const took = await start(contender, root);
      if (round >= 0) times.set(contender, [...(times.get(contender) ?? []), took]);
    }
  const limit = times.get(hello) ?? [];
  const ratio = (one: Contender): number => medianRatio(times.get(one) ?? [], limit);
  return [
    {
      what: 'command line: from spawn to the first 200',
      value: ratio(inTerminal),
      unit: '×',
      goal: { atMost: 1.3 },
      ours: `${readable(median(times.get(inTerminal) ?? []))} ms`,
      reference: `bare node:http script: ${readable(median(limit))} ms`,
      rivals: Object.fromEntries(others.map(one => [one.name, ratio(one)])),
    },
  ];
}

measure('startup', startup);
