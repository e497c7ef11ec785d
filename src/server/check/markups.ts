import type { Position } from '../../protocol/place';
import { placesIn } from '../../protocol/offsets';
import { type Piece, piecesIn } from './drops';
import { readMarkup } from './html';
import { type Link, linksOf } from './links';
import type { Markup } from './markup';
import { readStyles } from './styles';
import { readXhtml } from './xhtml';

/** A text that was read. */
export interface ReadText {
  readonly text: string;
  readonly markup: Markup;
  readonly links: readonly Link[];
  readonly at: (offset: number) => Position;
  readonly pieces: readonly Piece[];
}

/** Texts whose reading is remembered. */
const MOST = 64;

/** The documents and style sheets that were read, by file: each text is read once. */
export class Markups {
  private readonly known = new Map<string, ReadText>();

  /** @param path the file's address, path-absolute and encoded */
  of(file: string, text: string, path: string): ReadText {
    const known = this.known.get(file);
    this.known.delete(file);
    const read = known?.text === text ? known : readNew(file, text, path);
    this.known.set(file, read);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
    return read;
  }
}

function readNew(file: string, text: string, path: string): ReadText {
  const markup = readerOf(file)(text);
  const pieces = piecesIn(text, markup.styles);
  return { text, markup, links: linksOf(markup, path), at: placesIn(text), pieces };
}

function readerOf(file: string): (text: string) => Markup {
  if (/\.css$/i.test(file)) return readStyles;
  return /\.xht(?:ml)?$/i.test(file) ? readXhtml : readMarkup;
}
