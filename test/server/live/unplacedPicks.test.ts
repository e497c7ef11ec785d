import assert from 'node:assert/strict';
import { LARGEST_TEXT } from '../../../src/protocol/thread';
import { endAll, serve } from '../support/serve';
import { Tab } from './tab';

const nested = (depth: number): string => `<!doctype html><title>x</title>${'<div>'.repeat(depth)}text`;

const PAGES: readonly [what: string, html: string, told: unknown][] = [
  ['leads to its tag in a page that is nested 400 deep', nested(400), 'picked'],
  ['says that a page is nested too deep', nested(600), 'deep'],
  ['says that a file is too large', nested(1) + ' '.repeat(LARGEST_TEXT), 'large'],
];

describe('a pick in a page of a file', () => {
  afterEach(endAll);

  for (const [what, html, told] of PAGES)
    it(what, async () => {
      const served = await serve({ 'index.html': html });
      const tab = await Tab.open(served, '/');
      const message = await tab.picks(0, { exact: false });
      assert.equal(message.type === 'sourceless' ? message.why : message.type, told);
      tab.close();
    });
});
