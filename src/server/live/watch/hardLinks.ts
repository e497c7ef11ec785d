import type { Stats } from 'node:fs';
import { lstatOf } from './systemWatch';

/** Files by inode: a write through one of several hard links causes an event for that name only. */
export class HardLinks {
  /** By inode number. Most files have one name; a `Set` for each would take more memory than everything else here. */
  private readonly files = new Map<number, string | Set<string>>();
  private readonly inodes = new Map<string, number>();

  note(file: string, { ino }: Stats): void {
    if (this.inodes.get(file) === ino) return;
    this.forget(file);
    this.inodes.set(file, ino);
    const known = this.files.get(ino);
    if (known === undefined) this.files.set(ino, file);
    else if (typeof known === 'string') this.files.set(ino, new Set([known, file]));
    else known.add(file);
  }

  /** The other hard links of a file; symbolic links do not count. */
  others(file: string, { ino, nlink }: Stats): string[] {
    const known = this.files.get(ino);
    if (nlink < 2 || known === undefined || typeof known === 'string') return [];
    return [...known].filter(each => each !== file && isNameOf(each, ino));
  }

  forget(file: string): void {
    const ino = this.inodes.get(file);
    if (ino === undefined) return;
    this.inodes.delete(file);
    const known = this.files.get(ino);
    if (typeof known === 'object') known.delete(file);
    if (typeof known !== 'object' || known.size === 0) this.files.delete(ino);
  }

  clear(): void {
    this.files.clear();
    this.inodes.clear();
  }
}

function isNameOf(file: string, ino: number): boolean {
  const found = lstatOf(file);
  return found?.isFile() === true && found.ino === ino;
}
