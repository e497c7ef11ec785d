import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Desk, setUp } from './desk';
import { type Moment, tellStory } from './story';

describe('the film strip of the readme', function () {
  this.timeout(120_000);
  let desk: Desk;

  before(async () => {
    desk = await setUp({ 'porthole.autoStart': 'never' });
  });
  after(() => desk?.close());

  it('tells what happens: a form stays filled in and the scroll where it was, before, while and after its page is edited', async () => {
    const page = await desk.open();
    const seen: [Moment, boolean][] = [];
    await tellStory(desk, page, async moment => {
      const isDirty = (await page.locator('.tab.active.dirty').count()) > 0;
      seen.push([moment, isDirty]);
    });
    assert.deepEqual(seen, [
      ['Before', false],
      ['While typing, nothing saved', true],
      ['After the save', false],
    ]);
    assert.match(readFileSync(path.join(desk.site, 'index.html'), 'utf8'), /Keep a bun warm/);
  });
});
