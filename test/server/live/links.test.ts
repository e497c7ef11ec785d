import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ask } from '../support/raw';
import { FakePage } from './liveServer';
import { DOCUMENT, Linked } from './linked';

const ROOTS = [
  ['its real path', 'real/site'],
  ['a link', 'link'],
  ['a folder below a link', 'above/site'],
] as const;
const ADDRESSES = [
  ['its own address', '/'],
  ['a link inside the root', '/inside/'],
] as const;

for (const [what, given] of ROOTS)
  for (const [by, address] of ADDRESSES)
    describe(`a page at ${by}, with ${what} as the root`, () => {
      let linked: Linked;
      let page: FakePage;
      beforeEach(async () => {
        linked = await Linked.start({ given });
        page = await linked.open(address);
      });
      afterEach(async () => {
        page.socket.terminate();
        await linked.end();
      });
      const types = (): string[] => page.heard.map(({ type }) => type);

      it('is patched when its document is saved, whatever path the editor has for it', async () => {
        for (const [at, folder] of [given, 'real/site', 'link'].entries()) {
          const file = path.join(linked.tree, folder, 'index.html');
          await fs.writeFile(file, DOCUMENT.replace('one', `save ${at}`));
          linked.server.changed([{ path: file, how: 'saved' }]);
          await page.hears(at + 1);
        }
        assert.deepEqual(types(), ['patch', 'patch', 'patch']);
      });

      it('is patched when its document is saved without an editor', async () => {
        await fs.writeFile(path.join(linked.tree, 'real/site/index.html'), DOCUMENT.replace('one', 'two'));
        await page.hears(1);
        assert.deepEqual(types(), ['patch']);
      });

      it('follows what is typed into its document and its style, which is served, too', async () => {
        const type = (name: string, text: string): void =>
          linked.server.overlay({ path: path.join(linked.given, name), text, version: 1 });
        type('index.html', DOCUMENT.replace('one', 'typed'));
        await page.hears(1);
        type('a.css', 'p { color: red }');
        await page.hears(2);
        assert.deepEqual(types(), ['patch', 'style']);
        assert.equal(page.paths[1], `${address}a.css`, 'by the path that the page has for it');
        const style = await ask(linked.port, `${address}a.css`);
        assert.equal(style.body.toString(), 'p { color: red }');
      });

      it('is told of a saved style once, while an observer hears of the path below the root', async () => {
        const observer = await FakePage.observe(linked.server.liveUrl ?? '');
        await fs.writeFile(path.join(linked.tree, 'real/site/a.css'), 'p { color: blue }');
        linked.server.changed([{ path: path.join(linked.given, 'a.css'), how: 'saved' }]);
        await page.hears(1);
        await observer.hears(1);
        await fs.writeFile(path.join(linked.tree, 'real/site/b.css'), 'last');
        await observer.hears(2);
        assert.deepEqual([types(), page.paths], [['style'], [`${address}a.css`]]);
        assert.deepEqual(observer.paths, ['/a.css', '/b.css']);
        observer.socket.terminate();
      });

      it('has its faults told by the path that the editor has', async () => {
        const routes = path.join(linked.given, 'porthole.routes.json');
        await fs.writeFile(path.join(linked.tree, 'real/site/porthole.routes.json'), '{');
        linked.server.changed([{ path: routes, how: 'created' }]);
        while (linked.faults.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
        assert.equal(linked.faults[0]?.file, routes);
      });
    });
