import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { ToPage } from '../../../src/protocol/page';
import { foldsCase, foldsUnicode } from '../support/foldingDisk';
import { ask } from '../support/raw';
import type { FakePage } from './liveServer';
import { type Given, Linked } from './linked';

interface Case extends Partial<Given> {
  /** The addresses by which the page asks for its style, in this order. */
  readonly asked: readonly string[];
  /** The paths of its messages; if missing, the paths of the addresses. */
  readonly told?: readonly string[];
  /** Links below the root. */
  readonly links?: Readonly<Record<string, string>>;
  readonly mount?: Readonly<Record<string, string>>;
}

const nfc = 'grün.css'.normalize('NFC');
const nfd = 'grün.css'.normalize('NFD');

const CASES: Readonly<Record<string, Case>> = {
  'its own path and a folder’s link': { asked: ['/a.css', '/inside/a.css'] },
  'a folder’s link and its own path': { asked: ['/inside/a.css', '/a.css'] },
  'a link to the file': { asked: ['/a.css', '/theme.css'], links: { 'theme.css': 'a.css' } },
  'links to links': {
    asked: ['/one.css', '/two.css', '/inside/two.css'],
    links: { 'one.css': 'two.css', 'two.css': 'inside/a.css' },
  },
  'a link once and twice': { asked: ['/inside/inside/a.css', '/inside/a.css', '/a.css'] },
  'two mounts': { asked: ['/x/a.css', '/y/z/a.css'], mount: { '/x': '../other', '/y/z': '../other' } },
  'a mount of a folder in the root': { asked: ['/x/a.css', '/a.css'], mount: { '/x': '.' } },
  'a link in a mount': {
    asked: ['/y/inside/a.css', '/x/a.css'],
    mount: { '/x': '.', '/y': '.' },
  },
  'encoded characters': { asked: ['/%61.css', '/a%2Ecss', '/a.css'], told: ['/a.css'] },
  'more slashes than one': { asked: ['//a.css', '/a.css'], told: ['/a.css'] },
  'another letter case': { asked: ['/A.css', '/a.CSS', '/a.css'], fold: foldsCase },
  'another Unicode form': {
    asked: [`/${encodeURIComponent(nfc)}`, `/${encodeURIComponent(nfd)}`],
    fold: foldsUnicode,
    style: nfd,
  },
};

/** The paths of a message, in their order. */
const pathsOf = (message: ToPage | undefined): readonly string[] =>
  message?.type === 'style' ? [message.path, ...(message.also ?? [])] : [];

describe('a page that knows one style by several paths', () => {
  let linked: Linked;
  let page: FakePage;
  const at = (name: string): string => path.join(linked.tree, 'real/site', name);
  afterEach(async () => {
    page.socket.terminate();
    await linked.end();
  });

  async function open({ links = {}, mount = {}, asked, fold, style }: Case): Promise<void> {
    linked = await Linked.start({ given: 'real/site', ...(fold && { fold }), ...(style && { style }) });
    await fs.mkdir(at('../other'));
    await fs.writeFile(at('../other/a.css'), 'p {}');
    for (const [name, target] of Object.entries(links)) await fs.symlink(target, at(name));
    linked.server.configure({ mount });
    page = await linked.open('/', asked[0]);
    for (const address of asked.slice(1)) {
      await ask(linked.port, address, { headers: { Referer: `http://localhost:${linked.port}/` } });
      await page.uses([address, 'style']);
    }
    page.heard.length = 0;
  }

  for (const [what, each] of Object.entries(CASES))
    it(`hears of a save once, with each of them: ${what}`, async () => {
      await open(each);
      const { mount = {}, style = 'a.css', asked, told = asked.map(decodeURIComponent) } = each;
      const folder = Object.values(mount)[0] ?? '.';
      await fs.writeFile(at(path.join(folder, style)), 'p { color: red }');
      await page.hears(1);
      await fs.writeFile(at('index.html'), '<p>last');
      await page.hears(2);
      assert.deepEqual([pathsOf(page.heard[0]), page.heard.length], [told, 2]);
    });

  it('hears of what is typed with each of them', async () => {
    await open({ asked: ['/a.css', '/inside/a.css'] });
    linked.server.overlay({ path: path.join(linked.given, 'a.css'), text: 'p { color: red }', version: 1 });
    await page.hears(1);
    assert.deepEqual(pathsOf(page.heard[0]), ['/a.css', '/inside/a.css']);
  });

  it('hears of a change that came between the first path and the second', async () => {
    await open({ asked: ['/a.css'] });
    await fs.writeFile(at('a.css'), 'p { color: red }');
    await page.hears(1);
    await page.uses(['/inside/a.css', 'style']);
    await page.hears(2);
    assert.deepEqual(page.heard.map(pathsOf), [['/a.css'], ['/a.css', '/inside/a.css']]);
  });

  it('keeps the first where the second is a link that is pointed elsewhere', async () => {
    await open({ asked: ['/a.css', '/theme.css'], links: { 'theme.css': 'a.css' } });
    await fs.writeFile(at('b.css'), 'p {}');
    await fs.symlink('b.css', at('next'));
    await fs.rename(at('next'), at('theme.css'));
    await page.hears(1);
    await fs.writeFile(at('a.css'), 'p { color: red }');
    await page.hears(2);
    await fs.writeFile(at('b.css'), 'p { color: blue }');
    await page.hears(3);
    assert.deepEqual(page.heard.map(pathsOf), [['/theme.css'], ['/a.css'], ['/theme.css']]);
  });
});
