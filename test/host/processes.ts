import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

const windows = process.platform === 'win32';

/**
 * Starts a program in a process group of its own, so that ending it also ends its children. It ends with this
 * process, unless an unhandled signal skips the `exit` event.
 */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, [...args], { ...options, detached: !windows });
  const leave = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGTERM');
  };
  process.once('exit', leave);
  child.once('exit', () => process.off('exit', leave));
  return child;
}

/**
 * Ends a program started by `startGroup` and its whole group: with SIGTERM, then with SIGKILL after
 * `patience` ms.
 */
export async function endGroup(child: ChildProcess, patience = 3000): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (windows) {
    if (running(child)) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const until = Date.now() + patience;
  // The leader may have ended before its group, so the group is checked, not the child.
  while (signalGroup(pid, 0) && Date.now() < until) await pause(50);
  signalGroup(pid, 'SIGKILL');
  if (running(child)) await once(child, 'exit');
}

export function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Signals a group; returns whether it still existed. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

const runs = new Set<ChildProcess>();

/** Ends the program that `run` waits for. */
export function endRuns(): void {
  for (const child of runs) child.kill('SIGTERM');
}

/** Runs a program to its end; on failure, rejects with the end of its output. */
export async function run(command: string, args: readonly string[], options: SpawnOptions): Promise<string> {
  // npm is a .cmd file on Windows, which only a shell can start.
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'], shell: windows });
  runs.add(child);
  child.once('close', () => runs.delete(child));
  let said = '';
  child.stdout?.on('data', chunk => (said += String(chunk)));
  child.stderr?.on('data', chunk => (said += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return said;
  throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${said.slice(-2000)}`);
}
