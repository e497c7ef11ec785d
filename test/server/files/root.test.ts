import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import nodePath from 'node:path';
import { type Disk, Root } from '../../../src/server/files/root';
import { makeTree } from '../support/serve';

const { posix, win32 } = nodePath;

/** A disk that has these files and folders, finds them by any name of the same `key`, and goes through these links first. */
function disk(options: {
  path: typeof posix;
  files: readonly string[];
  links?: Readonly<Record<string, string>>;
  key?: (name: string) => string;
}): Disk {
  const { path, files, links = {}, key = name => name } = options;
  const folders = files.flatMap(file => {
    const above: string[] = [];
    for (let at = file; path.dirname(at) !== at; at = path.dirname(at)) above.push(path.dirname(at));
    return above;
  });
  const known = new Map([...files, ...folders].map(each => [key(each), each]));
  const realpath = (file: string): string => {
    for (const [link, target] of Object.entries(links)) {
      const below = path.relative(link, file);
      if (key(file).startsWith(key(link)) && below.split(path.sep)[0] !== '..')
        return realpath(path.join(target, below));
    }
    const real = known.get(key(file));
    if (real === undefined) throw Object.assign(new Error(`ENOENT: ${file}`), { code: 'ENOENT' });
    return real;
  };
  return { path, realpath, isDirectory: file => folders.includes(realpath(file)) };
}

const folded = (name: string): string => win32.normalize(name).toLowerCase();
const normalised = (name: string): string => name.normalize('NFC').toLowerCase();

describe('the one spelling of a path', () => {
  it('on Windows has the drive, the case and the slashes of the disk', () => {
    const files = ['Z:\\Site\\index.html', 'Z:\\Site\\CSS\\main.css'];
    const root = Root.open('z:/site', disk({ path: win32, files, key: folded }));
    assert.equal(root.path, 'z:\\site');
    for (const spelling of [
      'z:\\site\\css\\MAIN.css',
      'Z:/Site/CSS/main.css',
      'z:\\site\\.\\css\\..\\CSS\\main.css',
    ])
      assert.equal(root.fileOf(spelling), 'z:\\site\\CSS\\main.css');
    assert.equal(root.fileOf('Z:\\Site\\css\\new.css'), 'z:\\site\\CSS\\new.css');
    assert.equal(root.contains(root.fileOf('C:\\other.css')), false);
  });

  it('on Windows leads through drives of subst, junctions and shares', () => {
    const files = [
      'C:\\work\\site\\a.html',
      '\\\\wsl$\\Debian\\home\\me\\site\\a.html',
      '\\\\server\\share\\site\\a.html',
    ];
    const links = { 'X:\\': 'C:\\work', 'C:\\junction': 'C:\\work\\site', 'N:\\': '\\\\server\\share' };
    const on = disk({ path: win32, files, links, key: folded });
    for (const given of ['x:\\site', 'c:\\JUNCTION', 'c:\\work\\site']) {
      const root = Root.open(given, on);
      assert.equal(root.real, 'C:\\work\\site', given);
      assert.equal(root.fileOf(`${given}\\A.html`), `${given}\\a.html`);
      assert.equal(root.fileOf('x:\\SITE\\a.html'), `${given}\\a.html`);
    }
    const wsl = Root.open('\\\\WSL$\\debian\\home\\me\\site', on);
    assert.equal(wsl.fileOf('//wsl$/Debian/home/me/site/A.HTML'), '\\\\WSL$\\debian\\home\\me\\site\\a.html');
    const mapped = Root.open('n:\\site', on);
    assert.equal(mapped.fileOf('\\\\server\\SHARE\\site\\a.html'), 'n:\\site\\a.html');
    assert.ok(mapped.contains(mapped.fileOf('\\\\SERVER\\share\\site\\new.html')));
  });

  it('on a Mac has the letters and the Unicode form of the disk', () => {
    const files = ['/Users/me/Site/Grüße.html'.normalize('NFD')];
    const root = Root.open('/users/me/site', disk({ path: posix, files, key: normalised }));
    const [file = ''] = files;
    for (const spelling of ['/Users/me/Site/Grüße.html', '/users/ME/site/GRÜßE.html', file])
      assert.equal(root.fileOf(spelling.normalize('NFC')), `/users/me/site/${posix.basename(file)}`);
  });

  it('contains the files below the root and neither its siblings nor itself', () => {
    const root = Root.open('/a/site', disk({ path: posix, files: ['/a/site/x', '/a/site-2/x'] }));
    const inside = ['/a/site/x', '/a/site/..x', '/a/site/y/z'].map(file => root.contains(file));
    const outside = ['/a/site', '/a/site-2/x', '/a/x', '/'].map(file => root.contains(file));
    assert.deepEqual(
      [inside, outside],
      [
        [true, true, true],
        [false, false, false, false],
      ],
    );
    assert.equal(root.fileOf('/a/site-2/x'), '/a/site-2/x');
  });

  it('of a disk leads through links, also those inside the root, to the nearest folder that exists', async () => {
    const tree = await makeTree({ 'site/real/a.css': 'a' });
    await fs.symlink('site', nodePath.join(tree, 'linked'));
    await fs.symlink('real', nodePath.join(tree, 'site/alias'));
    await fs.symlink('loop', nodePath.join(tree, 'site/loop'));
    const root = Root.open(nodePath.join(tree, 'linked'));
    const of = (name: string): string => nodePath.relative(root.path, root.fileOf(nodePath.join(tree, name)));
    assert.equal(root.real, nodePath.join(tree, 'site'));
    assert.equal(of('linked/alias/a.css'), 'real/a.css');
    assert.equal(of('site/alias/a.css'), 'real/a.css');
    assert.equal(of('linked/alias/new/b.css'), 'real/new/b.css');
    assert.equal(of('linked/loop/b.css'), 'loop/b.css');
    assert.equal(of('elsewhere'), '../elsewhere');
    await fs.rm(tree, { recursive: true });
  });

  it('stays the same when a link that was given is pointed at another folder', async () => {
    const tree = await makeTree({ 'one/a.css': 'a', 'two/b/c.css': 'c' });
    const link = nodePath.join(tree, 'link');
    await fs.symlink('one', link);
    const root = Root.open(link);
    const of = (name: string): string => nodePath.relative(link, root.fileOf(nodePath.join(tree, name)));
    assert.deepEqual(
      [of('link/a.css'), of('one/a.css'), of('two/b/c.css')],
      ['a.css', 'a.css', '../two/b/c.css'],
    );
    await fs.rm(link);
    assert.equal(of('link/a.css'), 'a.css', 'while there is none');
    await fs.symlink('two', link);
    assert.deepEqual(
      [of('link/a.css'), of('one/a.css'), of('two/b/c.css')],
      ['a.css', '../one/a.css', 'b/c.css'],
    );
    await fs.rm(tree, { recursive: true });
  });

  it('needs a folder', async () => {
    const tree = await makeTree({ file: '' });
    const code = 'ENOTDIR';
    assert.throws(() => Root.open(nodePath.join(tree, 'file')), {
      code,
      message: /is not a folder\. Choose/,
    });
    assert.throws(() => Root.open(nodePath.join(tree, 'none')), { code, message: /There is no folder/ });
    await fs.rm(tree, { recursive: true });
  });
});
