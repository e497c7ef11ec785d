import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { defaults } from '../../../src/server/options';
import { describeOnEveryRoot } from '../support/roots';
import { type FakePage, LiveServer } from './liveServer';

const tree = {
  'a.css': 'a {}',
  'empty.css': '',
  'dir/b.css': 'b {}',
  'dir/deep/c.css': 'c {}',
  'last.css': 'z {}',
};

type Act = (server: LiveServer) => Promise<unknown>;

const away = (server: LiveServer): string => `${server.onDisk('.').replace(/\/$/, '')}-away`;

/** Ways in which unused files end, and the files of which an observer hears, each once. */
const ENDS: Readonly<Record<string, readonly [act: Act, ...files: readonly string[]]>> = {
  'a file is removed': [server => fs.rm(server.file('a.css')), 'a.css'],
  'an empty file is removed': [server => fs.rm(server.file('empty.css')), 'empty.css'],
  'a file is moved out of the root': [server => fs.rename(server.onDisk('a.css'), away(server)), 'a.css'],
  'a file gets another name': [
    server => fs.rename(server.file('a.css'), server.file('n.css')),
    'a.css',
    'n.css',
  ],
  'a folder is removed': [
    server => fs.rm(server.file('dir'), { recursive: true }),
    'dir/b.css',
    'dir/deep/c.css',
  ],
  'a folder is moved out of the root': [
    server => fs.rename(server.onDisk('dir'), away(server)),
    'dir/b.css',
    'dir/deep/c.css',
  ],
  'a folder gets another name': [
    server => fs.rename(server.file('dir'), server.file('new')),
    'dir/b.css',
    'dir/deep/c.css',
    'new/b.css',
    'new/deep/c.css',
  ],
  'a folder stands where a file stood': [
    async server => {
      await fs.rm(server.file('a.css'));
      await fs.mkdir(server.file('a.css'));
    },
    'a.css',
  ],
  'a file stands where a folder stood': [
    async server => {
      await fs.rm(server.file('dir'), { recursive: true });
      await server.save('dir', 'a file');
    },
    'dir',
    'dir/b.css',
    'dir/deep/c.css',
  ],
};

/** Only if this user may do it. */
async function makeDevice(file: string): Promise<void> {
  try {
    execFileSync('mknod', [file, 'c', '1', '3'], { stdio: 'ignore' });
  } catch {
    process.stdout.write('      this user may make no device, so it is not tried\n');
  }
}

/** None of this changes a file. */
const NOTHING: Readonly<Record<string, Act>> = {
  'a file gets other times': server => fs.utimes(server.file('dir/b.css'), 1, 1),
  'a file is saved as it was': server => server.save('a.css', 'a {}'),
  'a file gets a second name that is hidden': server =>
    fs.link(server.onDisk('a.css'), server.onDisk('.second.css')),
  'a socket stands in a folder': async server => {
    const listener = net.createServer().listen(server.onDisk('dir/socket'));
    await once(listener, 'listening');
    await new Promise(resolve => listener.close(resolve));
  },
  'a device stands in a folder': server => makeDevice(server.onDisk('dir/device')),
  'links lead in circles': async server => {
    await fs.symlink('two', server.onDisk('one'));
    await fs.symlink('one', server.onDisk('two'));
    await fs.symlink('..', server.onDisk('dir/up'));
  },
  'a temporary file comes and goes': async server => {
    await server.save('4913', '');
    await fs.rm(server.file('4913'));
  },
  'a folder comes and goes': async server => {
    await fs.mkdir(server.file('passing'));
    await fs.rmdir(server.file('passing'));
  },
  'a folder gets another mode': server => fs.chmod(server.onDisk('dir'), 0o700),
  'a folder gets other times': server => fs.utimes(server.file('dir/deep'), 1, 1),
  'a pipe comes and goes': async server => {
    execFileSync('mkfifo', [server.onDisk('dir/pipe')]);
    await fs.rm(server.file('dir/pipe'));
  },
  'a link out of the root goes': server => fs.unlink(server.onDisk('out.css')),
  'a link to a folder goes': server => fs.unlink(server.onDisk('folder')),
  'a file of a hidden name goes': server => fs.rm(server.file('.hidden')),
  'an ignored file goes': server => fs.rm(server.file('node_modules/x.css')),
  'a file whose name is not UTF-8 changes and goes': async server => {
    const file = Buffer.concat([Buffer.from(server.onDisk('dir/')), Buffer.from([0xff, 0x2e])]);
    await fs.writeFile(file, 'other');
    await fs.rm(file);
  },
};

interface Observed {
  readonly server: LiveServer;
  readonly observer: FakePage;
}

/** Messages come in the order in which files were believed to be gone, so this one comes last. */
async function heardUntilLast({ server, observer }: Observed): Promise<string[]> {
  await fs.rm(server.file('last.css'));
  while (!observer.paths.includes('/last.css')) await observer.hears(observer.heard.length + 1);
  return observer.paths.filter(path => path !== '/last.css');
}

/** For an observer, the existing files are read one after the other. */
async function known(server: LiveServer): Promise<void> {
  await server.knows('a.css', 'dir/b.css', 'dir/deep/c.css', 'last.css');
  for (let turns = 0; turns < 5; turns++) await turn();
}

function observes(act: (observed: () => Observed) => void): void {
  let server: LiveServer;
  let observer: FakePage;
  beforeEach(async () => {
    server = await LiveServer.start({ ...tree, '.hidden': 'x', 'node_modules/x.css': 'x' });
    server.options = { ...defaults, ignore: ['**/node_modules/**'] };
    await fs.symlink('/etc/hostname', server.onDisk('out.css'));
    await fs.symlink('dir', server.onDisk('folder'));
    await fs.symlink('a.css', server.onDisk('link.css'));
    await fs.writeFile(Buffer.concat([Buffer.from(server.onDisk('dir/')), Buffer.from([0xff, 0x2e])]), 'x');
    observer = await server.observe();
  });
  afterEach(async () => {
    observer.socket.terminate();
    await server.close();
    await fs.rm(away(server), { recursive: true, force: true });
  });
  act(() => ({ server, observer }));
}

describe('an observer hears once of each file when', () => {
  observes(observed => {
    for (const [what, [end, ...files]] of Object.entries(ENDS))
      it(what, async () => {
        const { server, observer } = observed();
        await end(server);
        await observer.hears(files.length);
        const heard = await heardUntilLast(observed());
        assert.deepEqual(heard.toSorted(), files.map(file => `/${file}`).toSorted());
      });

    it('a link to a file goes', async () => {
      const { server } = observed();
      await fs.unlink(server.onDisk('link.css'));
      assert.deepEqual(await heardUntilLast(observed()), ['/link.css']);
    });

    it('a file is saved that has two names', async () => {
      const { server, observer } = observed();
      await known(server);
      await fs.link(server.onDisk('a.css'), server.onDisk('dir/second.css'));
      await observer.hears(1);
      await server.save('dir/second.css', 'a { order: 1 }');
      await observer.hears(3);
      assert.deepEqual((await heardUntilLast(observed())).toSorted(), [
        '/a.css',
        '/dir/second.css',
        '/dir/second.css',
      ]);
    });

    it('a folder of hundreds of levels is made', async () => {
      const { server, observer } = observed();
      const deep = `${Array.from({ length: 300 }, (_, at) => `d${at}`).join('/')}/deep.css`;
      await server.save(deep, 'd {}');
      await observer.hears(1);
      await server.save(deep, 'd { order: 1 }');
      assert.deepEqual(await heardUntilLast(observed()), [`/${deep}`, `/${deep}`]);
    });

    it('a file goes, comes back and goes again', async () => {
      const { server, observer } = observed();
      await fs.rm(server.file('a.css'));
      await observer.hears(1);
      await server.save('a.css', 'a {}');
      await observer.hears(2);
      await fs.rm(server.file('a.css'));
      assert.deepEqual(await heardUntilLast(observed()), ['/a.css', '/a.css', '/a.css']);
    });

    it('the editor has deleted it, and the disk says so, too', async () => {
      const { server } = observed();
      await fs.rm(server.file('a.css'));
      server.live.changed([{ path: server.file('a.css'), how: 'deleted' }]);
      assert.deepEqual(await heardUntilLast(observed()), ['/a.css']);
    });
  });
});

describe('an observer hears of nothing when', () => {
  observes(observed => {
    for (const [what, act] of Object.entries(NOTHING))
      it(what, async () => {
        const { server } = observed();
        await known(server);
        await act(server);
        assert.deepEqual(await heardUntilLast(observed()), []);
      });
  });
});

describe('the folders that are watched for an observer', () => {
  observes(observed => {
    it('are those of which it may hear', async () => {
      const { server } = observed();
      await server.save('.git/objects/aa/x', 'x');
      await server.save('.well-known/x.txt', 'x');
      const heard = await heardUntilLast(observed());
      assert.deepEqual(heard, ['/.well-known/x.txt']);
      assert.deepEqual(server.directories, ['', '.well-known', 'dir', 'dir/deep']);
    });
  });
});

describeOnEveryRoot('an observer of files that nothing uses', () => {
  observes(observed => {
    it('hears of their ends by the names that the disk had stored', async () => {
      const { server } = observed();
      await fs.rm(server.file('a.css'));
      await fs.rm(server.file('dir'), { recursive: true });
      const heard = await heardUntilLast(observed());
      assert.deepEqual(heard.toSorted(), ['/a.css', '/dir/b.css', '/dir/deep/c.css']);
    });
  });
});
