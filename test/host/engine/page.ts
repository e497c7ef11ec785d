import { isDeepStrictEqual } from 'node:util';
import { pause } from '../processes';
import { chordOf, type Clip, type Engine, KEYS, type Tab, keysOf } from './tab';

/** The default limit of a wait in milliseconds, as in Playwright. */
const PATIENCE = 30_000;

type InPage = string | ((argument: never) => unknown);
interface Limit {
  readonly timeout?: number;
}

/** An engine as Playwright's `Browser`, as far as the suite `page` uses that. */
export class EngineBrowser {
  constructor(private readonly engine: Engine) {}

  async newPage(): Promise<EnginePage> {
    const tab = await this.engine.newTab();
    const [width = 0, height = 0] = (await tab.run('[innerWidth, innerHeight]')) as number[];
    return new EnginePage(tab, { width, height });
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}

/** A tab as Playwright's `Page`: what is missing here is told in the table of `engines.ts`. */
export class EnginePage {
  readonly keyboard = {
    type: (text: string) => this.tab.type(keysOf(text)),
    press: (key: string) => this.tab.type([chordOf(key)]),
  };

  constructor(
    private readonly tab: Tab,
    private readonly size: { readonly width: number; readonly height: number },
  ) {}

  viewportSize(): { readonly width: number; readonly height: number } {
    return this.size;
  }

  async goto(url: string): Promise<void> {
    await this.tab.goto(url);
  }

  goBack(): Promise<void> {
    return this.tab.back();
  }

  reload(): Promise<void> {
    return this.tab.reload();
  }

  close(): Promise<void> {
    return this.tab.close();
  }

  screenshot({ clip }: { readonly clip?: Clip } = {}): Promise<Buffer> {
    return this.tab.screenshot(clip);
  }

  evaluate(work: InPage, argument?: unknown): Promise<unknown> {
    return this.tab.run(expressionOf(work, argument));
  }

  async waitForFunction(fact: InPage, argument?: unknown, { timeout = PATIENCE }: Limit = {}): Promise<void> {
    const until = Date.now() + timeout;
    let last: unknown;
    do {
      try {
        last = await this.evaluate(fact, argument);
        if (last) return;
      } catch (error) {
        // A page that is just being replaced answers nothing.
        last = error;
      }
      await pause(30);
    } while (Date.now() < until);
    throw new Error(
      `Not within ${timeout} ms: ${String(fact)} of ${JSON.stringify(argument)}; ${String(last)}`,
    );
  }

  waitForLoadState(): Promise<void> {
    return this.waitForFunction(`document.readyState === 'complete'`);
  }

  waitForTimeout(milliseconds: number): Promise<void> {
    return pause(milliseconds);
  }

  async waitForSelector(selector: string, limit?: Limit): Promise<void> {
    await this.waitForFunction(
      `document.querySelector(${JSON.stringify(selector)}) !== null`,
      undefined,
      limit,
    );
  }

  url(): Promise<unknown> {
    return this.evaluate('location.href');
  }

  title(): Promise<unknown> {
    return this.evaluate('document.title');
  }

  content(): Promise<unknown> {
    return this.evaluate('document.documentElement.outerHTML');
  }

  setContent(html: string): Promise<void> {
    return this.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`);
  }

  locator(selector: string): EngineLocator {
    return new EngineLocator(this, selector);
  }

  async fill(selector: string, text: string): Promise<void> {
    await this.withFirst(
      selector,
      (element: HTMLInputElement, value: string) => {
        element.focus();
        element.value = value;
        element.dispatchEvent(new InputEvent('input', { bubbles: true }));
        element.dispatchEvent(new Event('change', { bubbles: true }));
      },
      text,
    );
  }

  async check(selector: string): Promise<void> {
    await this.withFirst(selector, (element: HTMLInputElement) => element.checked || element.click());
  }

  async selectOption(selector: string, value: string): Promise<void> {
    await this.withFirst(
      selector,
      (element: HTMLSelectElement, chosen: string) => {
        element.value = chosen;
        element.dispatchEvent(new Event('change', { bubbles: true }));
      },
      value,
    );
  }

  async focus(selector: string): Promise<void> {
    await this.withFirst(selector, (element: HTMLElement) => element.focus());
  }

  async click(
    selector: string,
    { modifiers: [held] = [] }: { readonly modifiers?: readonly string[] } = {},
  ): Promise<void> {
    const place = await this.withFirst(selector, (element: Element) => {
      element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    });
    const [x = 0, y = 0] = place as number[];
    await this.tab.click(x, y, held && KEYS[held]);
  }

  inputValue(selector: string): Promise<unknown> {
    return this.withFirst(selector, (element: HTMLInputElement) => element.value);
  }

  getAttribute(selector: string, name: string): Promise<unknown> {
    return this.withFirst(
      selector,
      (element: Element, attribute: string) => element.getAttribute(attribute),
      name,
    );
  }

  /** Acts on the first element that a selector finds, once there is one. */
  async withFirst(
    selector: string,
    work: (element: never, argument: never) => unknown,
    argument?: unknown,
  ): Promise<unknown> {
    await this.waitForSelector(selector);
    const given = JSON.stringify([argument ?? null]);
    return this.tab.run(
      `(${work.toString()})(document.querySelector(${JSON.stringify(selector)}), ${given}[0])`,
    );
  }
}

/** Elements of a selector, as Playwright's `Locator`. */
class EngineLocator {
  constructor(
    private readonly page: EnginePage,
    private readonly selector: string,
  ) {}

  count(): Promise<unknown> {
    return this.page.evaluate(`document.querySelectorAll(${JSON.stringify(this.selector)}).length`);
  }

  innerText(): Promise<unknown> {
    return this.page.withFirst(this.selector, (element: HTMLElement) => element.innerText);
  }

  textContent(): Promise<unknown> {
    return this.page.withFirst(this.selector, (element: Element) => element.textContent);
  }

  waitFor(): Promise<void> {
    return this.page.waitForSelector(this.selector);
  }

  click(): Promise<void> {
    return this.page.click(this.selector);
  }
}

/** A function with its argument, or an expression, as the page reads it. */
function expressionOf(work: InPage, argument: unknown): string {
  if (typeof work === 'string') return work;
  const given = argument === undefined ? '' : JSON.stringify(argument);
  if (given !== '' && !isDeepStrictEqual(JSON.parse(given), argument))
    throw new Error('The argument is not one that JSON carries.');
  return `(${work.toString()})(${given})`;
}
