import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { ask, type Asking, navigation, type RawResponse } from '../support/raw';
import { endAll, makeTree, serve } from '../support/serve';

const CLI = path.resolve('dist/cli.js');
const FILES = ['page.html', 'style.css', 'deep/data.json'] as const;

/** Numbers that look random and are the same on every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Ways in which programs change a file; some are nearly invisible from outside. */
const edits: readonly ((file: string, text: string) => void)[] = [
  (file, text) => writeFileSync(file, text),
  (file, text) => {
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  },
  // The same size and the same date as before.
  (file, text) => {
    const { size, atime, mtime } = statSync(file);
    writeFileSync(file, text.padEnd(size).slice(0, size));
    utimesSync(file, atime, mtime);
  },
  file => utimesSync(file, new Date(), new Date(Date.now() - 60_000)),
  (file, text) => {
    rmSync(file);
    writeFileSync(`${file}.real`, text);
    symlinkSync(`${file}.real`, file);
  },
];

/**
 * A program of its own that saves one version after the other, each as long as the last, by renaming and in place in turn; it rests
 * now and then, long enough for a file to be trusted in memory.
 */
const EDITOR = `
  const fs = require('node:fs');
  const [, file] = process.argv;
  let version = 0;
  const save = () => {
    version += 1;
    const text = '<!doctype html><title>' + String(version).padStart(7, '0') + '</title>';
    if (version % 3 === 0) {
      fs.writeFileSync(file + '~', text);
      fs.renameSync(file + '~', file);
    } else {
      const fd = fs.openSync(file, 'r+');
      fs.writeSync(fd, text, 0);
      fs.closeSync(fd);
    }
    setTimeout(save, version % 40 === 0 ? 60 : version % 7);
  };
  save();
`;

const versionOf = (bytes: Buffer): number => Number(/<title>(\d{7})<\/title>/.exec(bytes.toString())?.[1]);

/** Connections of other clients that request the same files without a pause. */
class Crowd {
  private readonly sockets: net.Socket[] = [];
  answers = 0;

  constructor(port: number, size: number) {
    for (let i = 0; i < size; i++) {
      const socket = net.connect(port, '127.0.0.1');
      const next = (): void => {
        socket.write(`GET /${FILES[this.answers % FILES.length] ?? ''} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      };
      socket.on('data', () => {
        this.answers++;
        next();
      });
      socket.on('error', () => undefined);
      this.sockets.push(socket);
      next();
    }
  }

  end(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** The parts in which two answers must agree. */
function essence({ status, headers, body }: RawResponse): object {
  const { date: _date, ...rest } = headers;
  return { status, headers: rest, body: body.toString('latin1') };
}

describe('a file in memory is as good as one on disk', function () {
  this.timeout(60_000);
  let child: ChildProcess;
  let root: string;
  let port: number;
  let crowd: Crowd;

  /** A server in another process: files change while it answers, not between its turns. */
  beforeEach(async () => {
    root = await makeTree({
      'page.html': '<!doctype html><title>0</title>',
      'style.css': 'a{}',
      'deep/data.json': '{}',
    });
    const args = [CLI, root, '--port', '0', '--json', '--quiet'];
    child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [first] = (await once(child.stdout!, 'data')) as [Buffer];
    port = Number(new URL((JSON.parse(String(first)) as { url: string }).url).port);
    crowd = new Crowd(port, 4);
  });
  afterEach(async () => {
    crowd.end();
    child.kill('SIGKILL');
    await endAll();
  });

  it('a saved file is what the next request gets, however it was saved and however many ask for it', async () => {
    const random = randomFrom(1);
    for (let round = 0; round < 150; round++) {
      const name = FILES[random(FILES.length)] ?? 'style.css';
      const file = path.join(root, name);
      edits[random(edits.length)]?.(file, `<!doctype html><title>${round}</title>`.repeat(1 + random(9)));
      const { body } = await ask(port, `/${name}`, { headers: { Accept: '*/*' } });
      assert.equal(body.toString(), readFileSync(file, 'utf8'), `round ${round}, ${name}`);
    }
    assert.ok(crowd.answers > 0);
  });

  it('a server that has seen every edit answers as one that has just begun', async () => {
    const random = randomFrom(2);
    const askings: readonly Asking[] = [
      { headers: navigation },
      { headers: { Accept: '*/*', Range: 'bytes=3-9' } },
      { method: 'HEAD' },
    ];
    for (let round = 0; round < 25; round++) {
      const name = FILES[random(FILES.length)] ?? 'style.css';
      const file = path.join(root, name);
      if (random(5) === 0) rmSync(file);
      else {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, `<title>${round}</title>`);
      }
      const { port: fresh } = await serve({}, { root, pageScript: path.resolve('dist/page.js') });
      for (const asking of askings) {
        const host = 'localhost';
        const [seen, began] = [
          await ask(port, `/${name}`, { ...asking, host }),
          await ask(fresh, `/${name}`, { ...asking, host }),
        ];
        assert.deepEqual(essence(seen), essence(began), `round ${round}, ${name}`);
      }
      await endAll();
      writeFileSync(file, '{}');
    }
  });

  it('is never older than the disk was when a request began, nor newer than when it ended, while a program saves on and on', async () => {
    for (const name of ['page.html', 'style.css']) {
      const file = path.join(root, name);
      writeFileSync(file, '<!doctype html><title>0000000</title>');
      const editor = spawn(process.execPath, ['-e', EDITOR, file], { stdio: 'ignore' });
      const seen = new Set<number>();
      for (let round = 0; round < 600; round++) {
        const before = versionOf(readFileSync(file));
        const { body, headers } = await ask(port, `/${name}`, { headers: round % 2 ? navigation : {} });
        const after = versionOf(readFileSync(file));
        const served = versionOf(body);
        assert.ok(before <= served && served <= after, `${name}: ${before} ≤ ${served} ≤ ${after}`);
        assert.equal(Number(headers['content-length']), body.length);
        seen.add(served);
      }
      editor.kill('SIGKILL');
      assert.ok(seen.size > 20, `${seen.size} versions`);
    }
  });
});
