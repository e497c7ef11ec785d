import type { Page } from 'playwright-core';
import type { ConsoleEntry, ConsoleValue } from '../../../src/protocol/consoleMessages';
import type { ConsoleRow, FromConsoleView, ToConsoleView } from '../../../src/protocol/consoleView';
import { closeView, openView, type ViewPage } from '../viewPage';

/** The view's own script in a browser, with a stand-in for VS Code around it. */
export class Stand {
  private constructor(private readonly view: ViewPage) {}

  static async open(): Promise<Stand> {
    return new Stand(await openView({ script: 'dist/consolePanel.js', style: 'console.css', width: 1000 }));
  }

  get page(): Page {
    return this.view.page;
  }

  /** The complaints of the browser: violations of the policy, and errors. */
  get complaints(): readonly string[] {
    return this.view.complaints;
  }

  /** The view's messages to VS Code since the last call. */
  async sent(): Promise<FromConsoleView[]> {
    return this.page.evaluate(() => (window as unknown as { sent: FromConsoleView[] }).sent.splice(0));
  }

  /** Sends a message to the view; resolves when it has drawn. */
  async tell(...messages: ToConsoleView[]): Promise<void> {
    await this.page.evaluate(async all => {
      for (const message of all) postMessage(message, location.origin);
      await new Promise(resolve => setTimeout(resolve));
      for (let frames = 0; frames < 4; frames++) await new Promise(resolve => requestAnimationFrame(resolve));
    }, messages);
  }

  /** The lines that are drawn, from the top. */
  async lines(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.line')]
        .toSorted((a, b) => Number(a.getAttribute('aria-posinset')) - Number(b.getAttribute('aria-posinset')))
        .map(line =>
          [...line.children]
            .map(each => each.textContent)
            .filter(Boolean)
            .join('|'),
        ),
    );
  }

  async close(): Promise<void> {
    await closeView(this.view);
  }
}

let last = 0;
/** A row with a message. */
export function row(values: readonly ConsoleValue[], more: Partial<ConsoleEntry> = {}, page = 1): ConsoleRow {
  const entry = {
    kind: 'plain',
    level: 'info',
    time: 1,
    values,
    depth: 0,
    frames: [],
    count: 1,
    ...more,
  } as const;
  return { id: ++last, page, kind: 'entry', entry };
}

export const words = (text: string): ConsoleValue => ({ kind: 'text', text });
