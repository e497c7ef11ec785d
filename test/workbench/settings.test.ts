import { strict as assert } from 'node:assert';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { eventually, previewPage, runCommand, statusSays } from '../host/ui';
import type { Desk } from './desk';
import { setUp } from './desk';

/** Settings of the others, as a workspace has them. */
const FOREIGN = {
  'liveServer.settings.root': '/public',
  'liveServer.settings.mount': [['/lib', './scripts']],
  'liveServer.settings.https': { enable: true, cert: '/c/a.pem', key: '', passphrase: 'hush' },
  'liveServer.settings.proxy': { enable: true, baseUri: '/', proxyUri: 'http://127.0.0.1:80' },
  'fiveServer.highlight': true,
  'fiveServer.tomorrow': { deep: 1 },
};
const LISTED = [
  'porthole.root "public" from liveServer.settings.root',
  'porthole.mount {"/lib":"../scripts"} from liveServer.settings.mount',
  'porthole.https.cert "/c/a.pem" from liveServer.settings.https',
  'porthole.followCaret "outline" from fiveServer.highlight',
  'porthole.cleanUrls true from .fiveserverrc: withExtension',
  'porthole.routes.json {"path":"/","proxy":"http://127.0.0.1"} from liveServer.settings.proxy',
  'liveServer.settings.https: passphrase  Porthole needs no setting for this.',
  'fiveServer.tomorrow {"deep":1} Porthole has no such setting.',
  '.fiveserverrc: open "a.html" Porthole has no such setting.',
  'fiveserver.config.js  This is a program, and Porthole does not run it. Set what it says yourself.',
];

describe('settings in the workbench', function () {
  this.timeout(120_000);
  let desk: Desk;
  let page: Page;
  let file: string;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never' });
    file = path.join(desk.site, '.vscode', 'settings.json');
    await mkdir(path.dirname(file), { recursive: true });
    await set(FOREIGN);
    await writeFile(path.join(desk.site, '.fiveserverrc'), '{ "open": "a.html", "withExtension": "avoid" }');
    await writeFile(path.join(desk.site, 'fiveserver.config.js'), 'throw new Error("run")');
    // High enough for all rows: VS Code only draws visible ones.
    page = await desk.open({ viewport: { width: 1280, height: 1800 } });
  });
  after(() => desk?.close());

  const set = (settings: object): Promise<void> => writeFile(file, JSON.stringify(settings));
  /** The title of the window shows that VS Code has read the settings. */
  const opens = async (open: string): Promise<void> => {
    await set({ 'porthole.open': open, 'window.title': `opens ${open}` });
    await eventually('the settings are read', async () => {
      const title = await page.title();
      return title.includes(`opens ${open}`) ? true : title;
    });
  };
  const rows = (): Locator => page.locator('.quick-input-list .monaco-list-row');
  const row = (text: string): Locator => rows().filter({ hasText: text }).first();
  /** Serves a folder by the menu that a right click on it in the Explorer opens. */
  const serve = async (folder: string): Promise<void> => {
    await page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: folder })
      .first()
      .click({ button: 'right' });
    // A menu takes no click in its first tenth of a second; it always takes the keyboard.
    const item = page.locator('.monaco-menu .action-item', { hasText: 'Serve This Folder' });
    await item.hover();
    await item.and(page.locator('.focused')).waitFor();
    await page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
  };

  it('of other live servers are listed with what they become, or why not, and written once ticked', async () => {
    await runCommand(page, 'Porthole: Import Settings of Other Live Servers');
    await row('fiveserver.config.js').waitFor();
    const parts = ['.label-name', '.label-description', '.quick-input-list-label-meta'];
    const listed = await rows().evaluateAll(
      (all, selectors) =>
        all.map(each => selectors.map(part => each.querySelector(part)?.textContent?.trim() ?? '').join(' ')),
      parts,
    );
    assert.deepEqual(listed, LISTED);
    for (const name of ['porthole.root', 'porthole.mount', 'porthole.cleanUrls'])
      await row(name).locator('input[type=checkbox], .monaco-checkbox').first().click();
    await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
    await row('Workspace Settings').click();
    const written = await eventually('the settings are written', async () => {
      const all = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
      return 'porthole.cleanUrls' in all && all;
    });
    assert.deepEqual(
      Object.fromEntries(Object.entries(written).filter(([key]) => key.startsWith('porthole.'))),
      {
        'porthole.root': 'public',
        'porthole.mount': { '/lib': '../scripts' },
        'porthole.cleanUrls': true,
      },
    );
  });

  it('Serve This Folder opens what porthole.open says: the preview, or the browser', async () => {
    await opens('editor');
    await serve('about');
    await statusSays(page, /^\d+$/);
    const heading = (await readFile(path.join(desk.site, 'about', 'index.html'), 'utf8')).match(
      /<h1[^>]*>([^<]*)/,
    );
    await eventually(
      'the preview',
      async () =>
        (await (await previewPage(page)).locator('h1').textContent())?.includes(
          heading?.[1]?.trim() ?? '-',
        ) ?? '',
    );
    await runCommand(page, 'Porthole: Stop Server');
    await runCommand(page, 'View: Close All Editors');
    await opens('browser');
    const opened = page.context().waitForEvent('page');
    await serve('about');
    const tab = await opened;
    await tab.locator('h1').waitFor();
    assert.equal(await page.locator('.tab', { hasText: 'Preview: ' }).count(), 0);
    await tab.close();
    await runCommand(page, 'Porthole: Stop Server');
  });
});
