import type { Position } from '../../protocol/place';
import { placesIn } from '../../protocol/offsets';
import { Slices } from '../routes/slices';
import { type Piece, piecesIn } from './drops';
import { readMarkup } from './html';
import { type Link, linksOf } from './links';
import type { Markup } from './markup';
import { readScript } from './scripts';
import { readStyles } from './styles';
import { readXhtml } from './xhtml';

/** A text after it was read. */
export interface ReadText {
  readonly text: string;
  readonly markup: Markup;
  readonly links: readonly Link[];
  readonly at: (offset: number) => Position;
  readonly pieces: readonly Piece[];
}

/** The most texts whose results are kept. */
const MOST = 64;

/** Results for documents and style sheets, by file; each text is read once. */
export class Markups {
  private readonly known = new Map<string, ReadText>();

  /** @param path the file's address, path-absolute and encoded */
  async of(file: string, text: string, path: string): Promise<ReadText> {
    const known = this.known.get(file);
    const read = known?.text === text ? known : await readNew(file, text, path);
    this.known.delete(file);
    this.known.set(file, read);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
    return read;
  }
}

async function readNew(file: string, text: string, path: string): Promise<ReadText> {
  const slices = new Slices();
  const markup = await readerOf(file)(text, slices);
  const pieces = await piecesIn(text, markup.styles, slices);
  const links = await linksOf(markup, path, slices);
  await slices.next();
  return { text, markup, links, at: placesIn(text), pieces };
}

function readerOf(file: string): (text: string, slices: Slices) => Promise<Markup> {
  if (/\.css$/i.test(file)) return readStyles;
  if (/\.[cm]?jsx?$/i.test(file)) return readScript;
  return /\.xht(?:ml)?$/i.test(file) ? readXhtml : readMarkup;
}
