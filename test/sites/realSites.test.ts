import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchWholeBrowser } from '../host/browser';
import { startCli } from '../host/cli';
import type { RunningCli } from '../host/cli';
import { frontOf } from '../host/forward';
import { PAGE_SCRIPT } from '../../src/protocol/paths';
import type { PlainServer } from './plainServer';
import { startPlainServer } from './plainServer';
import { visit } from './visit';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');
const SITES = [
  ...['html5-boilerplate', 'startbootstrap-agency', 'startbootstrap-clean-blog'].map(name => ({
    name,
    root: path.join(CHECKOUT, 'node_modules', name, 'dist'),
  })),
  { name: 'the sample site', root: path.join(CHECKOUT, 'test', 'site') },
];

describe('real sites', () => {
  let browser: Browser;
  before(async () => (browser = await launchWholeBrowser()));
  after(() => browser?.close());

  for (const { name, root } of SITES) {
    describe(name, () => {
      let porthole: RunningCli;
      let plain: PlainServer;
      let fronts: Awaited<ReturnType<typeof frontOf>>[] = [];
      before(async () => {
        [porthole, plain] = await Promise.all([startCli(root), startPlainServer(root)]);
        fronts = [await frontOf(plain.url), await frontOf(porthole.url)];
      });
      after(() => Promise.all([...fronts, porthole, plain].map(each => each?.close())));

      for (const page of pagesOf(root)) {
        it(`loads ${page} with no trouble that the plain files do not have`, async () => {
          const [plainly = '', here = ''] = fronts.map(({ url }) => url);
          const expected = await visit(browser, plainly, page);
          const { title, troubles, asked } = await visit(browser, here, page);
          assert.deepEqual({ title, troubles }, { title: expected.title, troubles: expected.troubles });
          const without = [...expected.asked].filter(file => !asked.has(file));
          assert.deepEqual(without, [], 'files that only the plain page asked for');
          assert.ok(asked.has(PAGE_SCRIPT), 'the page script was loaded');
        });
      }
    });
  }
});

function pagesOf(root: string): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter(name => name.endsWith('.html')).map(name => name.split(path.sep).join('/'));
}
