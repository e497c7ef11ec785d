import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { Locator, Page } from 'playwright-core';
import { makeCertificate } from '../../src/server/tls/certificates';
import { statusItem, statusSays } from '../host/ui';
import { setUp, type Desk } from './desk';

const SECRET = 'open sesame 7421';

describe('the passphrase of your own certificate', function () {
  this.timeout(120_000);
  let place: string;
  let desk: Desk;
  let page: Page;

  before(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'porthole-pfx-')));
    const at = (name: string): string => path.join(place, name);
    const { cert, key } = makeCertificate(['localhost'], new Date());
    await writeFile(at('own.pem'), cert + key);
    const from = ['-in', at('own.pem'), '-inkey', at('own.pem')];
    execFileSync('openssl', [
      'pkcs12',
      '-export',
      ...from,
      '-passout',
      `pass:${SECRET}`,
      '-out',
      at('own.pfx'),
    ]);
    desk = await setUp({
      'porthole.autoStart': 'never',
      'porthole.open': 'none',
      'porthole.https.cert': at('own.pfx'),
    });
    page = await desk.open();
  });
  after(async () => {
    await desk?.close();
    await rm(place, { recursive: true, force: true });
  });

  const box = (): Locator => page.locator('.quick-input-widget:visible');
  const asked = async (): Promise<Locator> => {
    await statusItem(page).click();
    await box().getByText('Passphrase of own.pfx').waitFor();
    return box().locator('input').first();
  };

  it('is asked for in a box that hides it, and nothing starts where you press Escape', async () => {
    const field = await asked();
    assert.equal(await field.getAttribute('type'), 'password');
    await page.keyboard.press('Escape');
    await statusSays(page, /own\.pfx needs its passphrase\. Start the server yourself to enter it\./);
  });

  it('is said to be wrong where it opens nothing, and is asked for again', async () => {
    await (await asked()).fill('shut');
    await page.keyboard.press('Enter');
    await statusSays(page, /own\.pfx/);
    await statusSays(page, /does not open/);
  });

  it('opens the file, is asked for once and stands in no settings', async () => {
    await (await asked()).fill(SECRET);
    await page.keyboard.press('Enter');
    await statusSays(page, /serving on port \d+/);
    const port = Number((await statusItem(page).textContent())?.trim());
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    socket.destroy();
    await statusItem(page).click();
    await statusSays(page, /^Go Live$/);
    await statusItem(page).click();
    await statusSays(page, /serving on port \d+/);
    assert.equal(await box().count(), 0);
    const files = readdirSync(desk.site, { recursive: true, withFileTypes: true });
    for (const file of files.filter(each => each.isFile()))
      assert.ok(!readFileSync(path.join(file.parentPath, file.name)).includes(SECRET), file.name);
  });
});
