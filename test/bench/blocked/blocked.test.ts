// node out/test/host/runInVSCode.js bench/blocked: how fast the server answers while the extension host is
// blocked.
import { portOf, running } from '../../editor/helpers';
import { meanRatio, median, medianRatio, readable } from '../figures';
import { BARE, bareThread, Figures, FLAT_OUT, STYLE } from '../inWindow';
import type { Load, Loaded } from '../load';
import { load } from '../processes';

/** Some 240 requests a second, far below the server's limit. */
const PACED = { ...STYLE, connections: 4, seconds: 2.5, pause: 16 };

/** Blocks the extension host, as any extension can: nothing else in this process runs meanwhile. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** The results of a load while this process is blocked for so many milliseconds. */
function during(milliseconds: number, port: number, what: Load, givesWay: boolean): Promise<Loaded> {
  const loaded = load(port, what, givesWay);
  block(milliseconds);
  return loaded;
}

type Find = (milliseconds: number) => Promise<number>;

/** The results with this process quiet and blocked, in turn. */
class Sides {
  private readonly quiet: number[] = [];
  private readonly blocked: number[] = [];

  constructor(
    private readonly find: Find,
    private readonly unit: '/s' | ' ms',
    private readonly ratio: typeof medianRatio,
  ) {}

  async hold(): Promise<void> {
    this.quiet.push(await this.find(0));
    this.blocked.push(await this.find(3000));
  }

  /** The ratio of a result while blocked to the one in quiet. */
  get kept(): number {
    return this.ratio(this.blocked, this.quiet);
  }

  get whenQuiet(): string {
    return `${readable(median(this.quiet))}${this.unit}`;
  }

  get whenBlocked(): string {
    return `${readable(median(this.blocked))}${this.unit}`;
  }
}

function rate(port: number, path: string, givesWay: boolean): Sides {
  const what = { ...FLAT_OUT, path };
  return new Sides(async ms => (await during(ms, port, what, givesWay)).perSecond, '/s', medianRatio);
}

function tail(port: number, path: string): Sides {
  return new Sides(async ms => (await during(ms, port, { ...PACED, path }, false)).p99, ' ms', meanRatio);
}

describe('a window that is busy with something else', () => {
  const figures = new Figures('blocked');
  after(() => figures.keep());

  it('does not slow the server', async function () {
    this.timeout(290_000);
    const port = portOf(await running());
    const bare = await bareThread();
    const [tails, rates, pushed] = [
      tail(port, STYLE.path),
      rate(port, STYLE.path, true),
      rate(port, STYLE.path, false),
    ];
    const [limitTails, limitRates, limitPushed] = [
      tail(bare.port, BARE),
      rate(bare.port, BARE, true),
      rate(bare.port, BARE, false),
    ];
    await load(port, FLAT_OUT);
    await load(bare.port, { ...FLAT_OUT, path: BARE });
    // The kernel's choice of processors for the threads changes a rate by a sixth, and may double or halve a
    // 99th percentile.
    for (let round = 0; round < 20; round++) {
      await tails.hold();
      if (round % 2 === 0) await rates.hold();
      if (round % 5 < 2) await limitTails.hold();
      if (round % 5 === 2) await limitRates.hold();
      if (round % 10 === 5) for (const each of [pushed, limitPushed]) await each.hold();
    }
    await bare.end();
    const otherwise = `${readable(pushed.kept)} × where the load takes the core at each answer, the bare one ${readable(limitPushed.kept)} ×`;
    figures.judge(
      {
        what: 'requests a second, flat out, while the extension host is blocked for 3 s',
        value: rates.kept,
        unit: '×',
        goal: { atLeast: 0.6 },
        ours: rates.whenBlocked,
        reference: `quiet: ${rates.whenQuiet}; a bare node:http in such a thread keeps ${readable(limitRates.kept)} ×; ${otherwise}`,
      },
      {
        what: 'p99 of some 240 requests a second meanwhile',
        value: tails.kept,
        unit: '×',
        goal: { atMost: 1.5 },
        ours: tails.whenBlocked,
        reference: `quiet: ${tails.whenQuiet}; the bare one ${limitTails.whenBlocked} of ${limitTails.whenQuiet}: ${readable(limitTails.kept)} ×`,
      },
    );
  });
});
