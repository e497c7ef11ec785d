import path from 'node:path';
import { isWithin, pageOf } from '../base/uris';

/** A file or folder that was renamed or moved; absolute paths. */
export interface Moved {
  readonly from: string;
  readonly to: string;
}

/** The file or folder of a page, in each form in which the server may find it. */
function filesOf(page: string, root: string): readonly string[] {
  const file = path.join(root, ...page.split('/').map(decoded));
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

/**
 * The address of a page after files or folders were moved, with its query and fragment; undefined when it stays or when the file has
 * left the root.
 */
export function movedPage(page: string, root: string, moves: readonly Moved[]): string | undefined {
  const end = /[?#]/.exec(page)?.index ?? page.length;
  const [address, rest] = [page.slice(0, end), page.slice(end)];
  for (const [index, file] of filesOf(address, root).entries())
    for (const { from, to } of moves) {
      if (!isWithin(from, file)) continue;
      const moved = pageOf(root, path.join(to, path.relative(from, file)));
      if (moved === undefined) return undefined;
      return `${addressLike(address, index, moved)}${rest}`;
    }
  return undefined;
}

/** The moved file in the form that the page's address had: with its name, as a folder, or without the extension. */
function addressLike(address: string, form: number, moved: string): string {
  if (address === '' || address.endsWith('/')) return moved.replace(/(^|\/)index\.html$/, '$1');
  return form === 0 ? moved : moved.replace(/\.html$/, '');
}
