import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { endAll, type Served, serve } from '../server/support/serve';
import { built } from './author';
import { DevToolsWindow, until } from './devToolsWindow';

const uuid = '5e1f2c34-0b1a-4c8d-9e77-0a1b2c3d4e5f';
const css = 'p { color: red }\n';
const html =
  '<!doctype html><link rel="stylesheet" href="a.css"><p>one</p><script>state = Math.random()</script>';

describe('the DevTools of Chromium', function () {
  this.timeout(60_000);
  let served: Served;
  let devTools: DevToolsWindow | undefined;
  beforeEach(async () => {
    const tree = { 'index.html': html, 'a.css': css };
    served = await serve(tree, { workspaceId: uuid, pageScript: built });
  });
  afterEach(async () => {
    await devTools?.close();
    devTools = undefined;
    await endAll();
  });

  it('are offered the folder, and connect to it only when a person does', async () => {
    devTools = await DevToolsWindow.open(served.url, {});
    assert.deepEqual(await devTools.offered(), { root: served.root, uuid, state: 'disconnected' });
  });

  it('save a style that is edited there into the file, and the page stays as it was', async () => {
    devTools = await DevToolsWindow.open(served.url, { [served.root]: uuid });
    const { page } = devTools;
    const state = await until(() => page.run('window.state'), 'the page');
    await devTools.style('a.css', 'p', ' color: blue ');
    const file = path.join(served.root, 'a.css');
    await until(
      async () => (await readFile(file, 'utf8')) === 'p { color: blue }\n' || undefined,
      'the save',
    );
    const color = `getComputedStyle(document.querySelector('p')).color`;
    await until(async () => (await page.run(color)) === 'rgb(0, 0, 255)' || undefined, 'the page is blue');
    assert.equal(await page.run('window.state'), state);
  });
});
