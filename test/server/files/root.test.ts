import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import nodePath from 'node:path';
import { type Disk, Root } from '../../../src/server/files/root';
import { mountOver } from '../support/mounts';
import { makeTree } from '../support/serve';

const { posix, win32 } = nodePath;

/**
 * A fake disk with these files, folders and links. Names with the same `key` are one file. Other names of a
 * folder (`aside`) are real paths, too.
 */
function disk(options: {
  path: typeof posix;
  files: readonly string[];
  links?: Readonly<Record<string, string>>;
  aside?: Readonly<Record<string, string>>;
  key?: (name: string) => string;
}): Disk {
  const { path, links = {}, aside = {}, key = name => name } = options;
  /** By the path of a file or folder under another name, its first name. */
  const first = (file: string): string => {
    for (const [name, of] of Object.entries(aside))
      if (key(file).startsWith(key(name))) return path.join(of, file.slice(name.length));
    return file;
  };
  const files = options.files.flatMap(file => [
    file,
    ...Object.entries(aside).flatMap(([name, of]) =>
      file.startsWith(of) ? path.join(name, file.slice(of.length)) : [],
    ),
  ]);
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
  return {
    path,
    realpath,
    isDirectory: file => folders.includes(realpath(file)),
    identityOf: file => key(first(realpath(file))),
  };
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

  it('is relative to the folder as Node says, however it is spelled', () => {
    const rests = [
      '',
      'a',
      'a/b',
      'a//b',
      './a',
      'a/./b',
      '../x',
      'a/../b',
      'a/../../x',
      'a/',
      '..a/.b',
      '...',
    ];
    for (const [path, top] of [
      [posix, '/site'],
      [posix, '/'],
      [win32, 'Z:\\site'],
      [win32, 'Z:\\'],
    ] as const) {
      const root = Root.at(top, disk({ path, files: [] }));
      const ends = rests.flatMap(rest => [rest, rest.replaceAll('/', '\\')]);
      for (const file of ends.flatMap(rest => [top + rest, top + path.sep + rest, top.toLowerCase() + rest]))
        assert.equal(root.relativeTo(file), path.relative(top, file), file);
    }
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

  describe('on Windows, however a path comes in', () => {
    const files = [
      'Z:\\Site\\A long name.html',
      'Z:\\Site\\index.html',
      'Z:\\Secret\\s.txt',
      '\\\\srv\\s\\web\\a.html',
    ];
    const links = {
      '\\\\?\\UNC\\srv\\s\\': '\\\\srv\\s\\',
      '\\\\?\\Z:\\': 'Z:\\',
      '\\\\.\\Z:\\': 'Z:\\',
      'Z:\\SITE~1': 'Z:\\Site',
      'Z:\\Site\\ALONGN~1.HTM': 'Z:\\Site\\A long name.html',
      'Z:\\Site\\junction': 'Z:\\Secret',
    };
    const on = disk({ path: win32, files, links, key: folded });
    /** The path below the root; undefined for one that is none of its files. */
    const below = (root: Root, file: string): string | undefined => {
      const spelt = root.fileOf(file);
      return root.contains(spelt) ? win32.relative(root.path, spelt) : undefined;
    };
    for (const given of ['Z:\\Site', 'z:/site', '\\\\?\\Z:\\Site', '\\\\.\\z:\\site', 'z:\\SITE~1'])
      for (const [spelling, expected] of [
        ['z:\\site\\INDEX.HTML', 'index.html'],
        ['\\\\?\\Z:\\Site\\index.html', 'index.html'],
        ['\\\\.\\Z:\\Site\\index.html', 'index.html'],
        ['//?/z:/site/index.html', 'index.html'],
        ['Z:\\SITE~1\\index.html', 'index.html'],
        ['Z:\\Site\\alongn~1.htm', 'A long name.html'],
        ['\\\\?\\z:\\site~1\\ALONGN~1.HTM', 'A long name.html'],
        ['\\\\?\\Z:\\Site\\new\\n.html', 'new\\n.html'],
        ['Z:\\Site\\junction\\s.txt', undefined],
        ['Z:\\Site\\junction\\new.txt', undefined],
        ['Z:\\Site\\..\\Secret\\s.txt', undefined],
        ['\\\\?\\Z:\\Site\\..\\Secret\\s.txt', undefined],
        ['Z:\\Site-2\\index.html', undefined],
        ['C:\\Site\\index.html', undefined],
        ['C:index.html', undefined],
        ['\\\\srv\\s\\web\\a.html', undefined],
        ['\\\\.\\PhysicalDrive0', undefined],
      ] as const)
        it(`${spelling} in ${given} is ${expected ?? 'none of its files'}`, () => {
          assert.equal(below(Root.open(given, on), spelling), expected);
        });
    it('a share is one by its short and its long name', () => {
      for (const given of ['\\\\srv\\s\\web', '\\\\?\\UNC\\srv\\s\\web', '//SRV/S/Web'])
        for (const spelling of ['\\\\SRV\\s\\web\\A.html', '\\\\?\\UNC\\srv\\s\\web\\a.html'])
          assert.equal(below(Root.open(given, on), spelling), 'a.html', `${spelling} in ${given}`);
    });
  });

  describe('on Windows, beside another name of a drive or a share that no real path shows', () => {
    const files = ['C:\\work\\Site\\css\\a.css', '\\\\wsl.localhost\\Ubuntu\\home\\me\\site\\css\\a.css'];
    const links = {
      '\\\\?\\UNC\\10.0.0.7\\work\\': '\\\\10.0.0.7\\work\\',
      '\\\\?\\UNC\\wsl$\\Ubuntu\\': '\\\\wsl$\\Ubuntu\\',
      'W:\\': '\\\\wsl$\\Ubuntu\\',
    };
    const aside = {
      '\\\\localhost\\C$\\': 'C:\\',
      '\\\\10.0.0.7\\work\\': 'C:\\work\\',
      '\\\\wsl$\\Ubuntu\\': '\\\\wsl.localhost\\Ubuntu\\',
    };
    const on = disk({ path: win32, files, links, aside, key: folded });
    const drive = ['c:\\work\\site', '\\\\LOCALHOST\\c$\\work\\site', '\\\\?\\UNC\\10.0.0.7\\work\\SITE'];
    const hosts = ['\\\\wsl.localhost\\', '//wsl$/', '\\\\?\\UNC\\WSL$\\'];
    const wsl = hosts.map(host => `${host}ubuntu\\home\\me\\site`);
    for (const names of [drive, [...wsl, 'w:\\home\\me\\site']])
      for (const given of names)
        it(`each file of ${given} has one path, by all of its names`, () => {
          const root = Root.open(given, on);
          for (const name of names)
            for (const file of ['css\\A.css', 'css\\new.css', 'new\\folder\\n.css'])
              assert.equal(
                root.fileOf(`${name}\\${file}`),
                win32.join(root.path, file.replace('A', 'a')),
                `${name}\\${file}`,
              );
          for (const other of ['C:\\work\\css\\a.css', '\\\\wsl$\\Debian\\home\\me\\site\\css\\a.css'])
            assert.equal(root.contains(root.fileOf(other)), false, other);
        });
  });

  it('of a disk that has it at two places is the one of the folder that is served', async () => {
    const tree = await makeTree({ 'site/a.css': 'a', 'again/x': '' });
    const unmount = mountOver(nodePath.join(tree, 'again'), nodePath.join(tree, 'site'));
    try {
      const root = Root.open(nodePath.join(tree, 'site'));
      for (const name of ['a.css', 'new/b.css'])
        assert.equal(
          root.fileOf(nodePath.join(tree, 'again', name)),
          nodePath.join(tree, unmount ? 'site' : 'again', name),
        );
    } finally {
      unmount?.();
      await fs.rm(tree, { recursive: true });
    }
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
