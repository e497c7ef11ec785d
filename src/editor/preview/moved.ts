import path from 'node:path';
import { isServed, type Served, servedFile, servedPage } from '../base/served';
import { isWithin } from '../base/uris';

/** A file or folder that was renamed or moved; absolute paths. */
export interface Moved {
  readonly from: string;
  readonly to: string;
}

/** The file or folder of a page, in each form in which the server may find it. */
function filesOf(page: string, served: Served): readonly string[] {
  const file = servedFile(served, page.split('/').map(decoded).join('/'));
  // `about` may be about.html (`cleanUrls`), and a folder shows its index.html.
  return page === '' || page.endsWith('/') ? [path.join(file, 'index.html')] : [file, `${file}.html`];
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const endOf = (page: string): number => /[?#]/.exec(page)?.index ?? page.length;

/** The files that a page may show, most likely first, without its query and fragment; only served ones. Pure. */
export const filesOfPage = (page: string, served: Served): readonly string[] =>
  filesOf(page.slice(0, endOf(page)), served).filter(file => isServed(served, file));

/** Whether two addresses show one file, whatever their queries and fragments: `docs/`, `docs/index.html`, `docs/index`. Pure. */
export function isSameFile(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

const plain = (page: string): string =>
  decoded(page.slice(0, endOf(page)))
    .replace(/\.html$/, '')
    .replace(/(^|\/)index$/, '$1');

/**
 * The address of a page after files or folders were moved, with its query and fragment. Undefined if it stays, or if the file is no longer
 * served.
 */
export function movedPage(page: string, served: Served, moves: readonly Moved[]): string | undefined {
  const end = endOf(page);
  const [address, rest] = [page.slice(0, end), page.slice(end)];
  for (const [index, file] of filesOf(address, served).entries())
    for (const { from, to } of moves) {
      if (!isWithin(from, file)) continue;
      const moved = servedPage(served, path.join(to, path.relative(from, file)));
      return moved === undefined ? undefined : `${addressLike(address, index, moved)}${rest}`;
    }
  return undefined;
}

/** The moved file in the form of the page's address: with its name, as a folder, or without the extension. */
function addressLike(address: string, form: number, moved: string): string {
  if (address === '' || address.endsWith('/')) return moved.replace(/(^|\/)index\.html$/, '$1');
  return form === 0 ? moved : moved.replace(/\.html$/, '');
}
