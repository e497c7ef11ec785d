import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { makeTree } from '../support/tree';
import { FakePage } from './liveServer';

/** A user id without an entry: file modes do not restrict root. */
const USER = 54_321;
const asUser = process.getuid?.() === 0 ? { uid: USER, gid: USER } : {};

/** Changes of modes, and the paths of which an observer then hears, with `status` for some. */
interface Step {
  readonly what: string;
  readonly act: (site: Site) => void;
  readonly heard: readonly string[];
  readonly status: Readonly<Record<string, number>>;
}

/** A site of the other user. */
class Site {
  constructor(readonly root: string) {}

  write(name: string, text: string): void {
    const file = path.join(this.root, name);
    const folder = path.dirname(file);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    if ('uid' in asUser) for (const each of [folder, file]) chownSync(each, USER, USER);
  }

  mode(name: string, mode: number): void {
    chmodSync(path.join(this.root, name), mode);
  }
}

const STEPS: readonly Step[] = [
  {
    what: 'a file is opened',
    act: site => site.mode('shut.css', 0o644),
    heard: ['/shut.css'],
    status: { '/shut.css': 200, '/shut/in.css': 403, '/shut/': 403 },
  },
  {
    what: 'a folder is opened',
    act: site => site.mode('shut', 0o755),
    heard: ['/shut/in.css'],
    status: { '/shut/in.css': 200 },
  },
  {
    what: 'a file is saved in it',
    act: site => site.write('shut/in.css', 'b { order: 1 }'),
    heard: ['/shut/in.css'],
    status: {},
  },
  {
    what: 'a folder with others is closed',
    act: site => site.mode('open', 0),
    heard: ['/open/deep/d.css', '/open/in.css'],
    status: { '/open/in.css': 403, '/open/deep/d.css': 403, '/': 200 },
  },
  {
    what: 'it is opened again',
    act: site => site.mode('open', 0o755),
    heard: ['/open/deep/d.css', '/open/in.css'],
    status: { '/open/in.css': 200 },
  },
  {
    what: 'a file is saved deep in it',
    act: site => site.write('open/deep/d.css', 'd { order: 2 }'),
    heard: ['/open/deep/d.css'],
    status: {},
  },
  {
    what: 'the root is closed',
    act: site => site.mode('.', 0),
    heard: ['/index.html', '/open/deep/d.css', '/open/in.css', '/shut.css', '/shut/in.css'],
    status: { '/': 403 },
  },
  {
    what: 'the root is opened again',
    act: site => site.mode('.', 0o755),
    heard: ['/index.html', '/open/deep/d.css', '/open/in.css', '/shut.css', '/shut/in.css'],
    status: { '/': 200, '/open/in.css': 200 },
  },
  {
    what: 'a file is saved after that',
    act: site => site.write('open/in.css', 'o { order: 3 }'),
    heard: ['/open/in.css'],
    status: {},
  },
];

describe('files and folders that are closed to the server', function () {
  this.timeout(60_000);
  let place: string;
  let child: ChildProcess | undefined;
  let site: Site;
  before(async () => {
    place = await makeTree({});
    await fs.cp(path.resolve('dist'), path.join(place, 'dist'), { recursive: true });
    site = new Site(path.join(place, 'site'));
    for (const name of ['index.html', 'shut.css', 'shut/in.css', 'open/in.css', 'open/deep/d.css'])
      site.write(name, name.endsWith('.css') ? 'a {}' : '<!doctype html><p>x');
    chmodSync(place, 0o755);
    site.mode('shut.css', 0);
    site.mode('shut', 0);
  });
  after(async () => {
    if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    chmodSync(path.join(place, 'site'), 0o755);
    await fs.rm(place, { recursive: true });
  });

  it('are refused, and heard of when they open and close, each file once', async () => {
    if (process.platform === 'win32' || spawnSync(process.execPath, ['-v'], asUser).status !== 0) {
      process.stdout.write(
        '      modes, or this Node for another user: not to be had here, so it is not tried\n',
      );
      return;
    }
    const args = [path.join(place, 'dist', 'cli.js'), '--json', '--port', '0', site.root];
    child = spawn(process.execPath, args, { ...asUser, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const { url, live } = JSON.parse(String(line)) as { url: string; live: string };
    const observer = await FakePage.observe(live);
    // Once an event comes, every folder is watched for the observer.
    for (let round = 0; observer.heard.length === 0; round++) {
      site.write('open/in.css', `a { order: ${round} }`);
      await observer.hears(1, 300);
    }
    await observer.hears(2, 500);
    for (const { what, act, heard, status } of STEPS) {
      observer.heard.length = 0;
      act(site);
      await observer.hears(heard.length);
      assert.deepEqual(observer.paths.toSorted(), heard, what);
      for (const [target, expected] of Object.entries(status))
        assert.equal((await fetch(new URL(target, url))).status, expected, `${what}: ${target}`);
      assert.equal(child.exitCode, null, what);
    }
    observer.socket.terminate();
  });
});
