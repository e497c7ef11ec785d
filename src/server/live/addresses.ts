import path from 'node:path';
import { pathsBehind } from '../ask/forwarded';
import { hasDotfile, locate } from '../ask/locate';
import type { ServedFolders } from './door';

const LONGEST = 8 * 1024;

/** The file that an address names: a path and the one spelling of the file that it leads to. */
export interface Named {
  readonly file: string;
  /** Below the root, decoded, with forward slashes: the path that pages are told. */
  readonly path: string;
}

/** The files that addresses name, and the reverse. Nothing is opened. */
export class Addresses {
  /** @param servesDotfiles names that begin with a dot name nothing otherwise, since no page can have such a file (security rule 18) */
  constructor(
    private readonly folders: ServedFolders,
    private readonly servesDotfiles: () => boolean,
  ) {}

  /** The file that a URL path names, in its one spelling; undefined for a path that the server would refuse. */
  fileOf(urlPath: string): string | undefined {
    return this.named(urlPath)?.file;
  }

  /** The same with the path as the address has it: another one where it leads through a link. */
  named(urlPath: string): Named | undefined {
    const located = locate(urlPath, LONGEST);
    if (located.kind !== 'path') return undefined;
    const segments = located.folder ? [...located.segments, 'index.html'] : located.segments;
    const named = { file: this.folders.fileOf(this.folders.at(segments)), path: `/${segments.join('/')}` };
    return this.isDenied(named) ? undefined : named;
  }

  /** Whether the path, or that of the file behind a link, is denied. */
  private isDenied({ file, path: asked }: Named): boolean {
    if (this.servesDotfiles()) return false;
    return [asked, this.pathOf(file)].some(each => {
      const segments = each.split('/').slice(1);
      return segments[0] !== '..' && hasDotfile(segments);
    });
  }

  /**
   * The file of a `Referer`; undefined when there is none or it is no URL.
   * @param isKnown behind a forwarder, which may have put a path in front: whether a page can have this file
   */
  fileOfReferer(referer: string | undefined, isKnown?: (file: string) => boolean): string | undefined {
    if (referer === undefined || !URL.canParse(referer)) return undefined;
    const { pathname } = new URL(referer);
    if (!isKnown) return this.fileOf(pathname);
    return pathsBehind(pathname)
      .map(each => this.fileOf(each))
      .find(file => file !== undefined && isKnown(file));
  }

  /** Files that would answer if they existed, instead of a missing one. */
  insteadOf(file: string): string[] {
    return path.extname(file) === '' ? [`${file}.html`, path.join(file, 'index.html')] : [];
  }

  /** The path of a file below the root, decoded, with forward slashes. */
  pathOf(file: string): string {
    return this.folders.pathOf(file);
  }

  /** The file at a path that `pathOf` made. */
  fileAt(pathBelow: string): string {
    return this.folders.at(pathBelow.split('/').filter(Boolean));
  }

  /** The file that a path leads to now, through links; the path itself where that is none of ours. */
  reachedBy(path: string): string {
    const file = this.folders.fileOf(path);
    return this.contains(file) ? file : path;
  }

  contains(file: string): boolean {
    return this.folders.contains(file);
  }
}
