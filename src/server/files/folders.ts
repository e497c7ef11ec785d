import nodePath from 'node:path';
import { type Mount, mountsIn } from '../../protocol/mount';
import { hasDotfile } from '../ask/locate';
import { Root } from './root';

/** A mounted folder and its path. */
interface Mounted {
  readonly segments: readonly string[];
  readonly folder: Root;
}

/**
 * All served folders: the root, and those of `porthole.mount` at their paths. Each is a `Root` with the same checks. A file in several of
 * them still has one spelling, and the longest matching path answers.
 */
export class Folders {
  /** Sorted by path length, the longest first. */
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
   * Replaces the mounted folders. A missing one is mounted as well, since it may be created later.
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

  /** The path of decoded segments: below the mount with the longest matching path, else below the root. */
  at(segments: readonly string[]): string {
    const mount = this.mounts.find(each => isBelow(each.segments, segments));
    return mount
      ? nodePath.join(mount.folder.path, ...segments.slice(mount.segments.length))
      : nodePath.join(this.path, ...segments);
  }

  /** Names of mounts directly in the folder of these segments. */
  namesIn(segments: readonly string[]): readonly string[] {
    return this.mounts
      .filter(mount => mount.segments.length === segments.length + 1 && isBelow(segments, mount.segments))
      .map(mount => mount.segments.at(-1) ?? '');
  }

  /** The folder that contains a path, the innermost of several; its checks decide. */
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
    const outside = this.root.relativeTo(file).split(nodePath.sep);
    if (this.mounts.length === 0) return outside;
    const paths = this.pathsTo(file);
    return paths.find(segments => this.at(segments) === file) ?? paths[0] ?? outside;
  }

  /** The one spelling of an absolute path: in the root if it lies there, else in the first folder that contains it. Never throws. */
  fileOf(file: string): string {
    if (this.mounts.length === 0) return this.root.fileOf(file);
    const real = this.root.realOf(file);
    return this.spellingIn(real) ?? this.firstOf(folder => folder.spellingBeside(real)) ?? real;
  }

  /** The one spelling of a real path. */
  spellingOf(real: string): string {
    return this.spellingIn(real) ?? real;
  }

  private spellingIn(real: string): string | undefined {
    return this.firstOf(folder => folder.spellingIn(real));
  }

  private firstOf(spell: (folder: Root) => string | undefined): string | undefined {
    for (const { folder } of this.all) {
      const spelt = spell(folder);
      if (spelt !== undefined) return spelt;
    }
    return undefined;
  }

  /** Whether a path in the one spelling is in a served folder and has an address: a mount hides the root's files at its path. */
  contains(file: string): boolean {
    if (this.mounts.length === 0) return this.root.contains(file);
    return this.pathsTo(file).some(segments => segments.length > 0 && this.at(segments) === file);
  }

  /** The one spelling of a served absolute path; undefined for any other. */
  servedFile(path: string): string | undefined {
    const file = this.fileOf(path);
    return this.contains(file) ? file : undefined;
  }

  /** The changes of served files, by their one spelling. */
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
        ...folder.relativeTo(file).split(nodePath.sep).filter(Boolean),
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
