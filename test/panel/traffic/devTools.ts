import type { Browser, Page } from 'playwright-core';
import { freePort } from '../../bench/processes';
import { launchWholeBrowser } from '../../host/browser';

/** Chromium's DevTools as a separate page that only shows the given data. */
export class DevTools {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    /** The messages in their own console if a file is not valid. */
    readonly complaints: readonly string[],
  ) {}

  static async open(): Promise<DevTools> {
    const port = await freePort();
    const browser = await launchWholeBrowser({
      args: [`--remote-debugging-port=${port}`, '--lang=en'],
    });
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    const complaints: string[] = [];
    page.on('pageerror', error => complaints.push(String(error)));
    await page.goto(`http://127.0.0.1:${port}/devtools/devtools_app.html?panel=network`);
    return new DevTools(browser, page, complaints);
  }

  /** Opens an archive as a person does; returns name and status of each listed request, sorted by name. */
  async importHar(file: string): Promise<string[]> {
    const chosen = this.page.waitForEvent('filechooser');
    await this.page
      .getByRole('button', { name: /import har/i })
      .first()
      .click();
    await (await chosen).setFiles(file);
    const rows = this.page.locator('.network-log-grid tr.data-grid-data-grid-node');
    await rows.first().waitFor();
    const cells = (name: string) => rows.locator(`.${name}-column`).allInnerTexts();
    const [names, states] = [await cells('name'), await cells('status')];
    return names.map((name, at) => `${name} ${states[at] ?? ''}`.replaceAll(/\s+/g, ' ')).toSorted();
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
