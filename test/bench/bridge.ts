// node bridge.js: milliseconds from a pick in a page of 10,000 elements to the word for the editor, and from a caret to the outline's
// message, each beside a ping on the same channel; then in a real VS Code: from a click to the caret, and from the caret to the outline.
import type { Carets } from '../../src/protocol/bridge';
import { elementsOf, Tab } from '../server/live/tab';
import { endAll, serve, type Served } from '../server/support/serve';
import { pause } from '../host/processes';
import { percentile, readable } from './figures';
import { Windows } from './bridgeInWindow';
import { type Figure, measure } from './measure';

/** Ten picks a second are taken at most. */
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
  await trials(served, tab, 5);
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
  ];
}

/** Of milliseconds: the middle one, and the 95th of a hundred. */
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

/** Frames in which the next one counts as at once. */
const NEXT = 2;

async function inWindow(quick: boolean): Promise<Figure[]> {
  const windows = await Windows.open();
  const rounds = quick ? 1 : 4;
  const each = quick ? 6 : 12;
  const [picks, carets, typedOn, typedOff]: number[][] = [[], [], [], []];
  try {
    await windows.picks(3);
    for (let round = 0; round < rounds; round++) {
      picks?.push(...(await windows.picks(each)));
      carets?.push(...(await windows.carets(each)));
      typedOn?.push(...(await windows.typing(each, 'scroll')));
      typedOff?.push(...(await windows.typing(each, 'off')));
    }
    const frames = await windows.hovers(quick ? 20 : 60);
    const soon = frames.filter(count => count <= NEXT).length / frames.length;
    const [on, off] = [percentile(typedOn ?? [], 0.5), percentile(typedOff ?? [], 0.5)];
    return [
      ...halves('click → caret in VS Code, page of 100 kB', picks ?? [], [80, 200]),
      ...halves('caret moved → outline drawn, page of 100 kB', carets ?? [], [50, 150]),
      {
        what: `hover → outline in the next frame, 10,000 elements, of ${frames.length}`,
        value: soon,
        unit: 'ratio',
        goal: { atLeast: 0.95 },
        ours: `${readable(percentile(frames, 0.5))} frames, p95 ${readable(percentile(frames, 0.95))}`,
        reference: '–',
      },
      {
        what: `key → text in the page, with followCaret, p50 of ${typedOn?.length ?? 0}`,
        value: on / off,
        unit: '×',
        goal: { atMost: 1.1 },
        ours: `${readable(on)} ms`,
        reference: `without: ${readable(off)} ms`,
      },
    ];
  } finally {
    await windows.close();
  }
}

measure('bridge', async ({ quick }) => [...(await atServer(quick)), ...(await inWindow(quick))]);
