import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { pause } from '../host/processes';
import type { Load, Loaded } from './load';

/** A server under test: one process, started by us, listening on loopback. */
export interface Started {
  readonly port: number;
  readonly pid: number;
  /** `performance.now()` right before it was spawned. */
  readonly spawned: number;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Where this folder's scripts are built: bundles of `window` stand one folder below. */
const BUILT = path.basename(__dirname) === 'bench' ? __dirname : path.dirname(__dirname);

/** A script of this folder, as built. */
export const script = (name: string): string => path.join(BUILT, `${name}.js`);

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server and waits until it takes connections. */
export async function start(
  command: string,
  args: readonly string[],
  options: { port: number; cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<Started> {
  const spawned = performance.now();
  const child = spawn(command, [...args], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await untilConnects(options.port, child);
  const stop = async (): Promise<void> => {
    if (!running.has(child)) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(late);
  };
  return { port: options.port, pid: child.pid ?? 0, spawned, stop };
}

async function untilConnects(port: number, child: ChildProcess): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    if (await connects(port)) return;
    await pause(2);
  }
  throw new Error(`Nothing listens on port ${port}.`);
}

function connects(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/**
 * V8 flags for a paced load. Otherwise the work of collecting a young generation of 1 MiB, or waiting for a
 * compiler, holds up all connections for 1 to 3 ms.
 */
const STEADY = ['--no-maglev', '--min-semi-space-size=16', '--max-semi-space-size=16'];

/**
 * Puts load on a server from a separate process. If both share a core, the kernel switches to the load at
 * each answer. A load that `givesWay` only runs while the server has nothing to do. Linux.
 */
export async function load(port: number, what: Load, givesWay = false): Promise<Loaded> {
  const flags = what.pause > 0 ? STEADY : [];
  const command = [process.execPath, ...flags, script('load'), String(port), JSON.stringify(what)];
  const [file = '', ...args] = givesWay ? ['chrt', '--batch', '0', ...command] : command;
  const { stdout } = await promisify(execFile)(file, args);
  return JSON.parse(stdout) as Loaded;
}

/** The process and what it started, by id; Linux. */
export function tree(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap(name => {
    const fields = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    return fields ? [{ pid: Number(name), parent: Number(fields[1]) }] : [];
  });
  const below = (one: number): number[] => [
    one,
    ...parents.filter(({ parent }) => parent === one).flatMap(child => below(child.pid)),
  ];
  return below(pid);
}

/** Fields of /proc/PID/stat from the third, the state, on. */
function statOf(pid: number): string[] | undefined {
  const text = quietly(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function quietly(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

/** Milliseconds of processor time that a process has used, in steps of 10; Linux. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) * 10 : Number.NaN;
}

/** Resident memory of a process and what it started, in MiB; Linux. */
export function memoryOf(pid: number): number {
  const sizes = tree(pid).map(one => /VmRSS:\s+(\d+)/.exec(quietly(`/proc/${one}/status`) ?? '')?.[1] ?? 0);
  return sizes.reduce<number>((sum, kib) => sum + Number(kib), 0) / 1024;
}

/** inotify watches of a process and what it started; Linux. */
export function watchesOf(pid: number): number {
  const counts = tree(pid).flatMap(one => {
    const folder = `/proc/${one}/fdinfo`;
    return readdirSync(folder).map(fd => (quietly(`${folder}/${fd}`)?.match(/^inotify wd:/gm) ?? []).length);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Open descriptors of a process and what it started, and how many of them are sockets; Linux. */
export function descriptorsOf(pid: number): { descriptors: number; sockets: number } {
  const links = tree(pid).flatMap(one => {
    const folder = `/proc/${one}/fd`;
    return readdirSync(folder).map(fd => linkOf(`${folder}/${fd}`));
  });
  return { descriptors: links.length, sockets: links.filter(link => link.startsWith('socket:')).length };
}

/** The target of a link; empty for a link that has just gone. */
function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
