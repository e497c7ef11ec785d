import type { Browser, Page } from 'playwright-core';
import type {
  ConsoleEntry,
  ConsoleValue,
  FromConsole,
  Property,
} from '../../../src/protocol/consoleMessages';
import { until } from '../../server/live/tab';
import { type Served, serve, type Tree } from '../../server/support/serve';
import { built } from '../author';

type Entries = Extract<FromConsole, { type: 'entries' }>;

/** Pages in a browser, and an editor that may look at their consoles. */
export class ConsoleDesk {
  readonly heard: FromConsole[] = [];
  page!: Page;
  private constructor(
    readonly served: Served,
    heard: FromConsole[],
  ) {
    this.heard = heard;
  }

  static async open(browser: Browser, tree: Tree, looks = true): Promise<ConsoleDesk> {
    const heard: FromConsole[] = [];
    const served = await serve(tree, { pageScript: built }, {}, { console: message => heard.push(message) });
    const desk = new ConsoleDesk(served, heard);
    if (looks) desk.looks(true);
    desk.page = await browser.newPage();
    return desk;
  }

  looks(armed: boolean): void {
    this.served.server.console({ type: 'arm', armed });
  }

  async goes(address = ''): Promise<void> {
    await this.page.goto(this.served.url + address, { waitUntil: 'load' });
  }

  get entries(): ConsoleEntry[] {
    return this.heard
      .filter((message): message is Entries => message.type === 'entries')
      .flatMap(m => [...m.entries]);
  }

  get omitted(): number {
    return this.heard
      .filter((message): message is Entries => message.type === 'entries')
      .reduce((sum, m) => sum + m.omitted, 0);
  }

  /** The entry whose text contains this. */
  async sees(text: string): Promise<ConsoleEntry> {
    return until(() => this.entries.find(entry => textOf(entry).includes(text)), `“${text}” in the console`);
  }

  /** The properties of an object, as the editor asks for them. */
  async opens(
    entry: ConsoleEntry,
    id: number,
    from = 0,
  ): Promise<{ properties?: readonly Property[]; more: boolean }> {
    const { page } = this.heard.find(
      (message): message is Entries => message.type === 'entries' && message.entries.includes(entry),
    )!;
    const ask = this.heard.length + 1000;
    this.served.server.console({ type: 'open', page, id, from, ask });
    return until(
      () => this.heard.find(message => message.type === 'opened' && message.ask === ask) as never,
      'an answer',
    );
  }
}

/** A value in one line, with its properties. */
export function shown({ kind, text, properties, id }: ConsoleValue): string {
  const inside = properties?.map(([name, value]) => `${name}: ${shown(value)}`).join(', ');
  const head = kind === 'string' ? JSON.stringify(text) : text;
  return `${head}${inside === undefined ? '' : ` {${inside}}`}${id === undefined ? '' : '…'}`;
}

export const textOf = ({ values }: ConsoleEntry): string =>
  values.map((value, at) => (at > 0 && !value.glued ? ' ' : '') + shown(value)).join('');
