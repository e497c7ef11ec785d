import type { Page } from 'playwright-core';
import type { FromTraffic, ToTraffic, TrafficDetail, TrafficRow } from '../../../src/protocol/trafficView';
import { closeView, openView, type ViewPage } from '../viewPage';

/** The view's own script in a browser, with a stand-in for VS Code around it. */
export class Stand {
  private constructor(private readonly view: ViewPage) {}

  static async open(): Promise<Stand> {
    const files = { script: 'dist/traffic.js', style: 'traffic.css', width: 1100 };
    const stand = new Stand(await openView({ ...files, allows: 'img-src data:' }));
    await stand.page.locator('[role=grid]').waitFor();
    return stand;
  }

  get page(): Page {
    return this.view.page;
  }

  /** The complaints of the browser: violations of the policy, and errors. */
  get complaints(): readonly string[] {
    return this.view.complaints;
  }

  /** The view's messages to VS Code since the last call. */
  async sent(): Promise<FromTraffic[]> {
    return this.page.evaluate(() => (window as unknown as { sent: FromTraffic[] }).sent.splice(0));
  }

  /** Sends messages to the view, and waits until they are handled and drawn. */
  async tell(...messages: readonly ToTraffic[]): Promise<void> {
    await this.page.evaluate(async all => {
      for (const message of all) window.postMessage(message, location.origin);
      await new Promise<void>(resolve => {
        // Messages keep their order: after this last one, all others have arrived.
        window.addEventListener('message', function hear({ data }) {
          if (data !== 'heard') return;
          window.removeEventListener('message', hear);
          resolve();
        });
        window.postMessage('heard', location.origin);
      });
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, messages as ToTraffic[]);
  }

  /** Rows that arrive between two frames: right after the list is drawn, and before its scroll event. */
  async streamAfterScroll(some: readonly ToTraffic[], top?: number): Promise<void> {
    await this.page.evaluate(
      async ([messages, top]) => {
        for (const [at, data] of messages.entries()) {
          window.dispatchEvent(new MessageEvent('message', { data, origin: location.origin }));
          if (at > 0) continue;
          await new Promise(resolve => requestAnimationFrame(resolve));
          if (top !== undefined) document.querySelector('.viewport')?.scrollTo({ top });
        }
      },
      [some as ToTraffic[], top] as const,
    );
    await this.tell();
  }

  /** Many rows at once, made in the browser, since sending them would take longer than drawing them. */
  async stream(from: number, to: number, first = 1): Promise<void> {
    const model = row(0);
    await this.page.evaluate(
      ([model, from, to, first]) => {
        const rows = Array.from({ length: to - from + 1 }, (_, at) => {
          const id = from + at;
          return { ...model, id, target: `/file${id}.txt` };
        });
        window.postMessage({ type: 'rows', rows, reset: false, first }, location.origin);
      },
      [model, from, to, first] as const,
    );
    await this.tell();
  }

  /** Ids of the rows that are elements at the moment. */
  async drawn(): Promise<number[]> {
    return this.page
      .locator('.space > .row')
      .evaluateAll(rows =>
        rows.map(row => Number((row as HTMLElement).dataset['id'])).toSorted((one, two) => one - two),
      );
  }

  /** Number of the row that is first in sight. */
  async topmost(): Promise<number> {
    return this.page.locator('.viewport').evaluate(element => {
      const { left, top } = element.getBoundingClientRect();
      const row = document.elementFromPoint(left + 20, top + 5)?.closest<HTMLElement>('.row');
      return Number(row?.dataset['id']);
    });
  }

  /** The part of the grid that a screen reader reads: the active row's text, and its position. */
  async active(): Promise<string | undefined> {
    return this.page.evaluate(() => {
      const grid = document.querySelector('[role=grid]');
      const row = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '');
      if (!row || document.activeElement !== grid) return undefined;
      return `${row.getAttribute('aria-rowindex') ?? ''}/${grid?.getAttribute('aria-rowcount') ?? ''} ${row.children[1]?.textContent ?? ''}`;
    });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator('[role=grid]').waitFor();
  }

  close(): Promise<void> {
    return closeView(this.view);
  }
}

export function row(id: number, more: Partial<TrafficRow> = {}): TrafficRow {
  return {
    id,
    time: 0,
    method: 'GET',
    target: `/file${id}.txt`,
    status: 200,
    type: 'text',
    bytes: 1000,
    duration: 1,
    page: '/index.html',
    complete: true,
    ...more,
  };
}

export function rows(from: number, to: number): TrafficRow[] {
  return Array.from({ length: to - from + 1 }, (_, at) => row(from + at));
}

export function added(some: readonly TrafficRow[], first = 1, reset = false): ToTraffic {
  return { type: 'rows', rows: some, reset, first };
}

export function detail(id: number, more: Partial<TrafficDetail> = {}): TrafficDetail {
  return {
    id,
    url: `http://127.0.0.1:5500/file${id}.txt`,
    method: 'GET',
    status: 200,
    httpVersion: '1.1',
    rule: 'file',
    source: `file${id}.txt`,
    page: '/index.html',
    wait: 0.5,
    duration: 1,
    query: [],
    requestHeaders: [['Accept', '*/*']],
    responseHeaders: [['Content-Type', 'text/plain']],
    requestBody: { kind: 'none' },
    responseBody: { kind: 'text', text: 'hello', total: 5, cut: false },
    ...more,
  };
}
