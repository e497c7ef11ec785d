import { execFileSync } from 'node:child_process';

/**
 * Mounts an empty disk over a folder, or another folder, where this user may.
 * @returns how to take it away again; undefined, with a line that says so, where it may not
 */
export function mountOver(folder: string, other?: string): (() => void) | undefined {
  try {
    const what = other === undefined ? ['-t', 'tmpfs', 'tmpfs'] : ['--bind', other];
    execFileSync('mount', [...what, folder], { stdio: 'ignore' });
  } catch {
    process.stdout.write('      this user may not mount, so it is not tried\n');
    return undefined;
  }
  return () => execFileSync('umount', ['-l', folder]);
}
