import path from 'node:path';
import { locate } from '../ask/locate';

const LONGEST = 8 * 1024;

/** Which files addresses name, by name alone; nothing is opened on the strength of it. Pure. */
export class Addresses {
  constructor(private readonly root: string) {}

  /** The file that a URL path would name; undefined for a path that the server would refuse. */
  fileOf(urlPath: string): string | undefined {
    const located = locate(urlPath, LONGEST);
    if (located.kind !== 'path') return undefined;
    const file = path.join(this.root, ...located.segments);
    return located.folder ? path.join(file, 'index.html') : file;
  }

  /** The file of a `Referer`; undefined when there is none or it is no URL. */
  fileOfReferer(referer: string | undefined): string | undefined {
    if (referer === undefined) return undefined;
    try {
      return this.fileOf(new URL(referer).pathname);
    } catch {
      return undefined;
    }
  }

  /** Files that would answer, if they were there, in place of one that this address names and that is not. */
  insteadOf(file: string): string[] {
    return path.extname(file) === '' ? [`${file}.html`, path.join(file, 'index.html')] : [];
  }

  /** The path that pages are told: below the root, decoded, with forward slashes. */
  pathOf(file: string): string {
    return '/' + path.relative(this.root, file).split(path.sep).join('/');
  }

  /** The file at a path that `pathOf` made. */
  fileAt(pathBelow: string): string {
    return path.join(this.root, ...pathBelow.split('/'));
  }

  contains(file: string): boolean {
    const relative = path.relative(this.root, file);
    return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  }
}
