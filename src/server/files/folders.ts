import nodePath from 'node:path';
import { type Mount, mountsIn } from '../../protocol/mount';
import { hasDotfile } from '../ask/locate';
import { Root } from './root';

/** A mounted folder and the path that it answers below. */
interface Mounted {
  readonly segments: readonly string[];
  readonly folder: Root;
}

/**
 * All folders that are served: the root, and the ones of `porthole.mount` below their paths. Each is a `Root` of its own, with the same
 * gate. A file in several of them has one spelling all the same, and the longest matching path answers.
 */
export class Folders {
  /** The one with the longest path first. */
  private mounts: readonly Mounted[] = [];

  constructor(readonly root: Root) {}

  /** Absolute path of the root, as it was given. */
  get path(): string {
    return this.root.path;
  }

  /** Absolute paths of the root and the mounted folders. */
  get tops(): readonly string[] {
    return [this.path, ...this.mounts.map(({ folder }) => folder.path)];
  }

  /**
   * Replaces the mounted folders. One that is missing is mounted all the same: it may come later.
   * @returns a sentence for each mount that will not answer
   */
  mount(given: Readonly<Record<string, string>>, dotfiles: boolean): readonly string[] {
    const mounts = mountsIn(given).map(mount => ({ mount, ...this.open(mount) }));
    this.mounts = mounts
      .flatMap(({ mount: { segments }, folder }) => (folder ? [{ segments, folder }] : []))
      .toSorted((a, b) => b.segments.length - a.segments.length);
    return mounts.flatMap(({ mount: { segments }, problem }) => {
      const where = `porthole.mount["/${segments.join('/')}"]`;
      if (problem !== undefined) return [`${where}: ${problem}`];
      return hasDotfile(segments) && !dotfiles ? [`${where}: porthole.dotfiles denies this path.`] : [];
    });
  }

  /** The path of decoded segments: below the mount with the longest path that fits, else below the root. */
  at(segments: readonly string[]): string {
    const mount = this.mounts.find(each => isBelow(each.segments, segments));
    return mount
      ? nodePath.join(mount.folder.path, ...segments.slice(mount.segments.length))
      : nodePath.join(this.path, ...segments);
  }

  /** Names of mounts that stand in the folder of these segments. */
  namesIn(segments: readonly string[]): readonly string[] {
    return this.mounts
      .filter(mount => mount.segments.length === segments.length + 1 && isBelow(segments, mount.segments))
      .map(mount => mount.segments.at(-1) ?? '');
  }

  /** The folder that holds a path: of several, the innermost. Its gate decides. */
  holderOf(file: string): Root {
    if (this.mounts.length === 0) return this.root;
    const holders = this.all.map(({ folder }) => folder).filter(folder => holds(folder, file));
    return holders.toSorted((a, b) => b.path.length - a.path.length)[0] ?? this.root;
  }

  /** The decoded path of a file, with forward slashes; one that begins with `/..` outside. */
  pathOf(file: string): string {
    return `/${this.segmentsOf(file).join('/')}`;
  }

  segmentsOf(file: string): readonly string[] {
    const outside = nodePath.relative(this.path, file).split(nodePath.sep);
    if (this.mounts.length === 0) return outside;
    const paths = this.pathsTo(file);
    return paths.find(segments => this.at(segments) === file) ?? paths[0] ?? outside;
  }

  /** The one spelling of an absolute path: that of the first folder it lies in, the root before all. Never throws. */
  fileOf(file: string): string {
    if (this.mounts.length === 0) return this.root.fileOf(file);
    return this.spellingOf(this.root.realOf(file));
  }

  /** The one spelling of a real path. */
  spellingOf(real: string): string {
    for (const { folder } of this.all) {
      const spelt = folder.spellingIn(real);
      if (spelt !== undefined) return spelt;
    }
    return real;
  }

  /** Whether a path in the one spelling lies below a folder, and below an address: a mount hides what the root has at its path. */
  contains(file: string): boolean {
    if (this.mounts.length === 0) return this.root.contains(file);
    return this.pathsTo(file).some(segments => segments.length > 0 && this.at(segments) === file);
  }

  /** The one spelling of an absolute path that is served; undefined for any other. */
  servedFile(path: string): string | undefined {
    const file = this.fileOf(path);
    return this.contains(file) ? file : undefined;
  }

  /** Those of the changes that are of served files, by their one spelling. */
  served<T extends { readonly path: string }>(changes: readonly T[]): T[] {
    return changes.flatMap(change => {
      const file = this.servedFile(change.path);
      return file === undefined ? [] : { ...change, path: file };
    });
  }

  private get all(): readonly Mounted[] {
    return [{ segments: [], folder: this.root }, ...this.mounts];
  }

  /** The paths that would lead to a file if no other mount hid it. */
  private pathsTo(file: string): (readonly string[])[] {
    return this.all
      .filter(({ folder }) => holds(folder, file))
      .map(({ segments, folder }) => [
        ...segments,
        ...nodePath.relative(folder.path, file).split(nodePath.sep).filter(Boolean),
      ]);
  }

  private open(mount: Mount): { readonly folder?: Root; readonly problem?: string } {
    const path = nodePath.resolve(this.path, mount.folder);
    const kind = Root.kindOf(path);
    if (kind === 'no folder') return { problem: `${path} is not a folder. It is left out.` };
    const folder = Root.at(path);
    return kind === 'folder' ? { folder } : { folder, problem: `there is no folder ${path} yet.` };
  }
}

const isBelow = (prefix: readonly string[], segments: readonly string[]): boolean =>
  prefix.length <= segments.length && prefix.every((segment, at) => segment === segments[at]);

const holds = (folder: Root, file: string): boolean => folder.path === file || folder.contains(file);
