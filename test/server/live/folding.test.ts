import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { foldsCase, foldsUnicode } from '../support/foldingDisk';
import { ask } from '../support/raw';
import { FakePage } from './liveServer';
import { DOCUMENT, type Given, Linked } from './linked';

interface Spellings extends Given {
  /** As the disk stores it. */
  readonly style: string;
  /** The page's address, and that of the style as the page asks for it. */
  readonly address: string;
  readonly asked: string;
  /** As the editor has them, below the folder that was given. */
  readonly editor: { readonly document: string; readonly style: string };
}

const DISKS: Readonly<Record<string, Spellings>> = {
  'folds letter case': {
    given: 'REAL/Site',
    fold: foldsCase,
    style: 'a.css',
    address: '/INDEX.html',
    asked: '/A.CSS',
    editor: { document: 'Index.HTML', style: 'a.Css' },
  },
  'decomposes Unicode': {
    given: 'real/site',
    fold: foldsUnicode,
    style: 'grün.css'.normalize('NFD'),
    address: '/index.html',
    asked: `/${encodeURIComponent('grün.css'.normalize('NFC'))}`,
    editor: { document: 'index.html', style: 'grün.css'.normalize('NFC') },
  },
};

for (const [what, spellings] of Object.entries(DISKS))
  describe(`a page on a disk that ${what}`, () => {
    let linked: Linked;
    let page: FakePage;
    beforeEach(async () => {
      linked = await Linked.start(spellings);
      page = await linked.open(spellings.address, spellings.asked);
    });
    afterEach(async () => {
      page.socket.terminate();
      await linked.end();
    });
    const onDisk = (name: string): string => path.join(linked.tree, 'real/site', name);
    const inEditor = (name: string): string => path.join(linked.given, name);
    const types = (): string[] => page.heard.map(({ type }) => type);

    it('is patched when its document is saved, told of by the disk or by the editor', async () => {
      await fs.writeFile(onDisk('index.html'), DOCUMENT.replace('one', 'two'));
      await page.hears(1);
      await fs.writeFile(onDisk('index.html'), DOCUMENT.replace('one', 'three'));
      linked.server.changed([{ path: inEditor(spellings.editor.document), how: 'saved' }]);
      await page.hears(2);
      assert.deepEqual(types(), ['patch', 'patch']);
    });

    it('follows what is typed, and any spelling of the file has the text', async () => {
      const text = 'p { color: red }';
      linked.server.overlay({
        path: inEditor(spellings.editor.document),
        text: `${DOCUMENT}<p>typed</p>`,
        version: 1,
      });
      await page.hears(1);
      linked.server.overlay({ path: inEditor(spellings.editor.style), text, version: 1 });
      await page.hears(2);
      assert.deepEqual(types(), ['patch', 'style']);
      assert.equal(page.paths[1], decodeURIComponent(spellings.asked));
      for (const address of [spellings.asked, `/${encodeURIComponent(spellings.style)}`])
        assert.equal((await ask(linked.port, address)).body.toString(), text);
    });

    it('hears of a saved style once, and an observer of its name on the disk', async () => {
      const observer = await FakePage.observe(linked.server.liveUrl ?? '');
      await fs.writeFile(onDisk(spellings.style), 'p { color: blue }');
      linked.server.changed([{ path: inEditor(spellings.editor.style), how: 'saved' }]);
      await page.hears(1);
      await observer.hears(1);
      await fs.writeFile(onDisk('last.css'), 'last');
      await observer.hears(2);
      assert.deepEqual([types(), page.paths], [['style'], [decodeURIComponent(spellings.asked)]]);
      assert.deepEqual(observer.paths, [`/${spellings.style}`, '/last.css']);
      observer.socket.terminate();
    });
  });
