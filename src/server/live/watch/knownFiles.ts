import path from 'node:path';
import { fold } from '../kinds';
import { prefixOf } from './systemWatch';

/**
 * The files in watched folders, for observers. Once a path is gone, the system does not say whether it was a file, a folder or a
 * temporary file.
 */
export class KnownFiles {
  /** By folder and name, when the file changed, as observers have heard; 0 for a file that they have not heard of. */
  private readonly folders = new Map<string, Map<string, number>>();

  /** @returns whether observers have heard of this very change */
  add(file: string, changed = 0): boolean {
    const folder = path.dirname(file);
    const name = path.basename(file);
    const names = this.folders.get(folder) ?? new Map<string, number>();
    const isTold = changed !== 0 && names.get(name) === changed;
    this.folders.set(folder, names.set(name, changed));
    return isTold;
  }

  has(file: string): boolean {
    return this.folders.get(path.dirname(file))?.has(path.basename(file)) === true;
  }

  /** The known file of the same name in another letter case or Unicode form. */
  twinOf(file: string): string | undefined {
    const folder = path.dirname(file);
    const names = this.folders.get(folder);
    const own = path.basename(file);
    if (!names || names.has(own)) return undefined;
    const folded = fold(own);
    for (const name of names.keys()) if (fold(name) === folded) return path.join(folder, name);
    return undefined;
  }

  /** @returns whether the file was known */
  remove(file: string): boolean {
    const folder = path.dirname(file);
    const names = this.folders.get(folder);
    const stood = names?.delete(path.basename(file)) ?? false;
    if (names?.size === 0) this.folders.delete(folder);
    return stood;
  }

  in(folder: string): string[] {
    const prefix = prefixOf(folder);
    return [...(this.folders.get(folder)?.keys() ?? [])].map(name => prefix + name);
  }

  *[Symbol.iterator](): IterableIterator<string> {
    for (const [folder, names] of this.folders)
      for (const name of names.keys()) yield path.join(folder, name);
  }

  /** The files in a folder and in all below it. */
  below(top: string): string[] {
    const prefix = prefixOf(top);
    const folders = [...this.folders.keys()];
    return folders
      .filter(folder => folder === top || folder.startsWith(prefix))
      .flatMap(folder => this.in(folder));
  }

  /** Forgets the files in a folder and in all below it. */
  forget(top: string): void {
    const prefix = prefixOf(top);
    for (const folder of this.folders.keys())
      if (folder === top || folder.startsWith(prefix)) this.folders.delete(folder);
  }

  clear(): void {
    this.folders.clear();
  }
}
