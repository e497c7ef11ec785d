import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ask } from '../support/raw';
import { DOCUMENT, Linked } from './linked';
import { FakePage } from './liveServer';

describe('a served link that is pointed at the next build', () => {
  let linked: Linked;
  let page: FakePage;
  let observer: FakePage;
  beforeEach(async () => {
    linked = await Linked.start({ given: 'link' });
    page = await linked.open('/');
    observer = await FakePage.observe(linked.server.liveUrl ?? '');
    const next = path.join(linked.tree, 'next');
    await fs.mkdir(next);
    await fs.writeFile(path.join(next, 'index.html'), DOCUMENT.replace('one', 'two'));
    await fs.writeFile(path.join(next, 'a.css'), 'p { color: red }');
    await fs.symlink('next', path.join(linked.tree, 'aside'));
    await fs.rename(path.join(linked.tree, 'aside'), path.join(linked.tree, 'link'));
  });
  afterEach(async () => {
    page.socket.terminate();
    observer.socket.terminate();
    await linked.end();
  });

  it('is served as it is now, at once', async () => {
    assert.equal((await ask(linked.port, '/a.css')).body.toString(), 'p { color: red }');
  });

  it('is heard of, and so are later changes of the new files', async () => {
    await page.hears(2);
    assert.deepEqual(page.paths.toSorted(), ['/a.css', '/index.html']);
    await observer.hears(2);
    await fs.writeFile(path.join(linked.tree, 'next/a.css'), 'p { color: blue }');
    await page.hears(3);
    assert.equal(page.paths[2], '/a.css');
    const heard = observer.paths.length;
    await observer.hears(heard);
    assert.ok(observer.paths.includes('/a.css'));
  });
});
