import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Injected } from './injector';
import { ask } from './raw';
import { withRoutes } from './routes';
import type { Tree } from './tree';

/** The errors with which calls fail. */
export const CODES = [
  'EACCES',
  'EPERM',
  'ELOOP',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'EIO',
  'ENOSPC',
  'EBUSY',
  'ENAMETOOLONG',
];
export const PAGE = '<!doctype html><link rel="stylesheet" href="style.css"><p>one</p>';

/** A site that uses all features of a server: a routes file with each kind of route, and files of each kind. */
export const siteOf = (backend: number): Tree =>
  withRoutes(
    [
      { path: '/api/users', collection: 'data/users.json', persist: true },
      { path: '/hello', handler: 'hello.mjs' },
      { path: '/far', proxy: `http://127.0.0.1:${backend}` },
      { path: '/fixed', file: 'style.css' },
    ],
    {
      'index.html': PAGE,
      'style.css': 'p {}',
      'folder/a.txt': 'a',
      'large.bin': Buffer.alloc(3 << 20, 1),
      'hello.mjs': 'export const GET = () => new Response("hello");',
    },
  );

/** A server with an injector in it. */
export class Victim {
  output = '';
  private constructor(
    readonly root: string,
    readonly child: ChildProcess,
    readonly port: number,
    readonly live: string,
  ) {
    child.stderr?.on('data', part => (this.output += String(part)));
  }

  /** @param program its file and arguments; its first line has `url` and `live` */
  static async start(root: string, program: readonly string[]): Promise<Victim> {
    const injector = path.resolve('out/test/server/support/injector.js');
    const args = ['--require', injector, ...program];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    assert.ok(child.stdout);
    const ended = once(child, 'exit').then(() => assert.fail('the server has not started'));
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    const { url, live } = JSON.parse(String(line)) as { url: string; live: string };
    return new Victim(root, child, Number(new URL(url).port), live);
  }

  async tell(message: Injected | 'none' | 'calls'): Promise<unknown> {
    const answer = once(this.child, 'message') as Promise<[unknown]>;
    this.child.send(message);
    return (await answer)[0];
  }

  /** The status of a reply; 0 for a connection that ended without one. */
  async status(target: string, options: Parameters<typeof ask>[2] = {}): Promise<number> {
    return ask(this.port, target, options).then(
      ({ status }) => status,
      () => 0,
    );
  }

  get descriptors(): number {
    return readdirSync(`/proc/${this.child.pid}/fd`).length;
  }

  async end(): Promise<number | null> {
    const exited = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill('SIGTERM');
    const [code] = await exited;
    await fs.rm(this.root, { recursive: true });
    return code;
  }
}
