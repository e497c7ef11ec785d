import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { Files } from '../../../src/server/files/files';
import type { Site } from '../../../src/server/site';
import { Folders } from '../../../src/server/files/folders';
import { Root } from '../../../src/server/files/root';
import { isSpelt, type Names } from '../../../src/server/files/spelling';
import { ask, navigation } from '../support/raw';
import { endAll, type Served, serve } from '../support/serve';

const root = path.resolve('/disk');

/** A disk of these files, by their paths below the root. */
const disk =
  (...files: string[]): Names =>
  async folder => {
    const below = files.map(file => path.relative(folder, path.join(root, file)).split(path.sep)[0] ?? '');
    return [...new Set(below)].filter(name => name !== '..');
  };
const closed: Names = async folder => (folder === root ? ['Closed'] : undefined);
const spelt = (file: string, names: Names): Promise<boolean> => isSpelt(root, path.join(root, file), names);

describe('the spelling of a path', () => {
  it('is right as its names stand on disk, each of them', async () => {
    const names = disk('Docs/About.html', 'Docs/img/a.png', 'straße ü.txt');
    for (const right of ['', 'Docs', 'Docs/About.html', 'Docs/img/a.png', 'straße ü.txt'])
      assert.equal(await spelt(right, names), true, right);
    for (const wrong of [
      'docs',
      'docs/About.html',
      'Docs/about.html',
      'Docs/IMG/a.png',
      'Docs/img/A.PNG',
      'STRASSE ü.txt',
    ])
      assert.equal(await spelt(wrong, names), false, wrong);
  });

  it('is wrong for the aliases that some disks know', async () => {
    const names = disk('index.html', 'program files/a.txt');
    for (const alias of ['index.html.', 'index.html ', 'INDEX~1.HTM', 'PROGRA~1/a.txt'])
      assert.equal(await spelt(alias, names), false, alias);
  });

  it('is the same for an umlaut in one character or two', async () => {
    assert.equal(await spelt('u\u0308.txt', disk('ü.txt')), true);
    assert.equal(await spelt('ü.txt', disk('u\u0308.txt')), true);
    assert.equal(await spelt('Ü.txt', disk('u\u0308.txt')), false);
  });

  it('is nobody’s to judge where a folder does not let itself be read', async () => {
    assert.equal(await spelt('Closed/any.txt', closed), true);
    assert.equal(await spelt('closed/any.txt', closed), false);
  });

  it('of any file in any case is right for the very same one only', async () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'A', 'b', 'B', 'ä', 'Ä', '.'),
      minLength: 1,
      maxLength: 3,
    });
    const file = fc.array(
      name.filter(each => !/^\.+$/.test(each)),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(file, fc.func(fc.boolean()), async (segments, upper) => {
        const asked = segments.map((each, at) => (upper(each, at) ? each.toUpperCase() : each.toLowerCase()));
        const same = asked.join('/') === segments.join('/');
        assert.equal(await spelt(asked.join('/'), disk(segments.join('/'))), same);
      }),
    );
  });
});

/** Counts how often the spelling of a name is looked up in folders. */
function asking({ server }: Served): { times: number } {
  const { site } = server as unknown as { readonly site: Site };
  const { options } = site.files as unknown as { readonly options: { isSpelt: (file: string) => unknown } };
  const asked = { times: 0 };
  const { isSpelt: judge } = options;
  options.isSpelt = file => {
    const answer = judge(file);
    if (answer instanceof Promise) asked.times++;
    return answer;
  };
  return asked;
}

describe('a server that tells cases apart', () => {
  afterEach(endAll);

  it('does not find what its disk finds by another name than it lists: no file, no folder, no text of an editor', async () => {
    const { root: folder } = await serve({ 'docs/a.txt': 'a', 'b.txt': 'b' });
    // The disk stores the names in lower case, while the folder lists them in another case.
    const lists = disk('Docs/a.txt', 'b.txt');
    const names: Names = each => lists(path.join(root, path.relative(folder, each)));
    const isSpeltThere = (file: string): Promise<boolean> => isSpelt(folder, file, names);
    const options = {
      folders: new Folders(Root.open(folder)),
      dotfiles: () => false,
      cachedFile: 1000,
      cacheSize: 1000,
    };
    const kinds = async (files: Files) => {
      files.overlay(path.join(folder, 'docs', 'a.txt'), 'unsaved');
      const found = ['b.txt', 'docs', 'docs/a.txt'].map(each => files.find(path.join(folder, each)));
      return (await Promise.all(found)).map(({ kind }) => kind);
    };
    assert.deepEqual(await kinds(new Files({ ...options, isSpelt: () => true })), [
      'entry',
      'folder',
      'entry',
    ]);
    const exact = new Files({ ...options, isSpelt: isSpeltThere });
    assert.deepEqual(await kinds(exact), ['entry', 'missing', 'missing']);
    assert.equal(await exact.read(path.join(folder, 'docs/a.txt'), 1000), undefined);
    assert.equal(await exact.entry(path.join(folder, 'docs/a.txt')), undefined);
  });
  const tree = {
    'index.html': '<p>home',
    'Docs/Größe & a.css': 'a{}',
    'Docs/index.html': '<p>docs',
    'a.txt': 'a',
  };
  const right = ['/', '/Docs/', '/Docs/index.html', '/Docs/Gr%C3%B6%C3%9Fe%20%26%20a.css', '/a.txt'];
  const wrong = ['/docs/', '/Docs/Index.html', '/docs/index.html', '/A.txt'];

  it('serves each file under its name, links too, again and again, and under no other', async () => {
    const { root: folder, port } = await serve(tree, { caseExact: true });
    await fs.symlink('a.txt', path.join(folder, 'Link.txt'));
    for (const target of [...right, '/Link.txt', ...right])
      assert.equal((await ask(port, target, { headers: navigation })).status, 200, target);
    const other = await ask(port, '/nothing-like-it', { headers: navigation });
    for (const target of wrong) {
      const got = await ask(port, target, { headers: navigation });
      assert.equal(got.status, 404, target);
      assert.equal(got.headers['content-type'], other.headers['content-type']);
    }
  });

  it('asks the folders once for a file that stays as it is, and never while the setting is off', async () => {
    const served = await serve({ 'a.txt': 'a' });
    const asked = asking(served);
    const get = async () => assert.equal((await ask(served.port, '/a.txt')).body.toString(), 'a');
    for (let i = 0; i < 3; i++) await get();
    assert.equal(asked.times, 0);
    served.server.configure({ caseExact: true });
    await get();
    assert.ok(asked.times > 0);
    // A file is kept in memory once it has not changed for a moment.
    for (let before = 0; before !== asked.times; await get()) before = asked.times;
    const { times } = asked;
    for (let i = 0; i < 5; i++) await get();
    assert.equal(asked.times, times);
  });
});
