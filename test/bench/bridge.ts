// node bridge.js: milliseconds from a pick in a page of 10,000 elements to the word for the editor, and from a caret to the outline's
// message, each beside a ping on the same channel; then in a real VS Code: from a click to the caret, and from the caret to the outline.
// `--part=server`, `--part=window` or `--part=hover` measures a part of it.
import { queryObjects } from 'node:v8';
import type { Carets } from '../../src/protocol/bridgeMessages';
import { Places } from '../../src/server/diff/positions';
import { elementsOf, Tab } from '../server/live/tab';
import { endAll, serve, type Served } from '../server/support/serve';
import { pause } from '../host/processes';
import { percentile, readable } from './figures';
import { Windows } from './bridgeInWindow';
import { type Figure, measure } from './measure';

/** The server accepts at most ten picks a second. */
const PACE = 110;

const elements = Array.from(
  { length: 5_000 },
  (_, at) => `<p class="row" title="row ${at}">Row ${at} of <b>many</b>.</p>`,
);
const html = `<!doctype html>\n<html>\n<body>\n${elements.join('\n')}\n</body>\n</html>\n`;

/** Milliseconds until a list has grown. */
async function until(list: readonly unknown[], act: () => void): Promise<number> {
  const [before, began] = [list.length, performance.now()];
  act();
  while (list.length === before) await new Promise(resolve => setImmediate(resolve));
  return performance.now() - began;
}

interface Times {
  readonly pings: number[];
  readonly picks: number[];
  readonly carets: number[];
}

async function trials(served: Served, tab: Tab, count: number): Promise<Times> {
  const times: Times = { pings: [], picks: [], carets: [] };
  const numbers = elementsOf(await tab.tree()).map(({ number }) => number);
  served.server.bridge({ type: 'arm', armed: true });
  for (let at = 0; at < count; at++) {
    await pause(PACE);
    const node = numbers[(at * 397) % numbers.length] ?? 0;
    const line = 3 + ((at * 211) % elements.length);
    const selections: Carets['selections'] = [
      [
        { line, column: 20 },
        { line, column: 20 },
      ],
    ];
    times.pings.push(await until(tab.heard, () => tab.send({ type: 'ping' })));
    times.picks.push(
      await until(served.bridged, () =>
        tab.send({ type: 'picked', node, exact: true, by: 'mode', keeps: true }),
      ),
    );
    times.carets.push(
      await until(tab.heard, () =>
        served.server.bridge({ type: 'carets', carets: { path: '/index.html', selections, scroll: false } }),
      ),
    );
  }
  return times;
}

async function atServer(quick: boolean): Promise<Figure[]> {
  const served = await serve({ 'index.html': html });
  const tab = await Tab.open(served);
  await pause(500);
  const unasked = queryObjects(Places, { format: 'count' });
  await trials(served, tab, 5);
  const asked = queryObjects(Places, { format: 'count' });
  const { pings, picks, carets } = await trials(served, tab, quick ? 10 : 60);
  tab.close();
  await endAll();
  const [ping, pick, caret] = [pings, picks, carets].map(each => percentile(each, 0.5)) as [
    number,
    number,
    number,
  ];
  const about = (what: string, of: number, all: readonly number[]): Figure => ({
    what,
    value: of,
    unit: 'ms',
    goal: { atMost: 5 },
    ours: `${readable(of)} ms, p95 ${readable(percentile(all, 0.95))}`,
    reference: `${readable(ping)} ms a ping; ${readable(of / ping)} ×`,
  });
  return [
    about('a pick in a page of 10,000 elements, at the server', pick, picks),
    about('a caret in its source, to the message for the page', caret, carets),
    {
      what: 'tables of places that a connected page costs before the first pick',
      value: unasked,
      unit: 'count',
      goal: { atMost: 0 },
      ours: `${unasked}`,
      reference: `after it: ${asked}`,
    },
  ];
}

/** The median and the 95th percentile of milliseconds. */
const halves = (what: string, times: readonly number[], atMost: readonly [number, number]): Figure[] =>
  [0.5, 0.95].map((share, index): Figure => {
    const value = percentile(times, share);
    const goal = { atMost: atMost[index] ?? 0 };
    const frames = `${readable(value / (1000 / 60))} × a frame`;
    const ours = `${readable(value)} ms`;
    return {
      what: `${what}, p${share * 100} of ${times.length}`,
      value,
      unit: 'ms',
      goal,
      ours,
      reference: frames,
    };
  });

/** A delay of so many frames counts as the next frame. */
const NEXT = 2;

const PART = process.argv.find(each => each.startsWith('--part='))?.slice('--part='.length);
const isWanted = (part: string): boolean => PART === undefined || PART === part;

/** Picks, carets and keys in turn, so that other load on the machine affects all of them alike. */
async function inTurn(windows: Windows, quick: boolean): Promise<Figure[]> {
  const [rounds, each] = quick ? [1, 6] : [6, 6];
  const [picks, carets, typedOn, typedOff]: [number[], number[], number[], number[]] = [[], [], [], []];
  await windows.picks(3);
  for (let round = 0; round < rounds; round++) {
    picks.push(...(await windows.picks(each)));
    carets.push(...(await windows.carets(each)));
    // The order alternates.
    const modes = round % 2 === 0 ? (['scroll', 'off'] as const) : (['off', 'scroll'] as const);
    for (const mode of modes)
      (mode === 'off' ? typedOff : typedOn).push(...(await windows.typing(each, mode)));
  }
  const [on, off] = [percentile(typedOn, 0.5), percentile(typedOff, 0.5)];
  return [
    ...halves('click → caret in VS Code, page of 100 kB', picks, [80, 200]),
    ...halves('caret moved → outline drawn, page of 100 kB', carets, [50, 150]),
    {
      what: `key → text in the page, with followCaret, p50 of ${typedOn.length}`,
      value: on / off,
      unit: '×',
      goal: { atMost: 1.1 },
      ours: `${readable(on)} ms`,
      reference: `without: ${readable(off)} ms`,
    },
  ];
}

async function hovering(windows: Windows, quick: boolean): Promise<Figure> {
  const frames = await windows.hovers(quick ? 20 : 60);
  return {
    what: `hover → outline in the next frame, 10,000 elements, of ${frames.length}`,
    value: frames.filter(count => count <= NEXT).length / frames.length,
    unit: 'ratio',
    goal: { atLeast: 0.95 },
    ours: `${readable(percentile(frames, 0.5))} frames, p95 ${readable(percentile(frames, 0.95))}`,
    reference: `${readable(percentile(frames, 0.5))} × a frame`,
  };
}

async function inWindow(quick: boolean): Promise<Figure[]> {
  const windows = await Windows.open();
  try {
    return [
      ...(isWanted('window') ? await inTurn(windows, quick) : []),
      ...(isWanted('hover') ? [await hovering(windows, quick)] : []),
    ];
  } finally {
    await windows.close();
  }
}

measure('bridge', async ({ quick }) => [
  ...(isWanted('server') ? await atServer(quick) : []),
  ...(isWanted('window') || isWanted('hover') ? await inWindow(quick) : []),
]);
