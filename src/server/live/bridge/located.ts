import { locate, type Places } from '../../diff/positions';
import { LARGEST_TEXT } from '../../../protocol/thread';
import type { Source } from '../../diff/trees';

/** Sources of which the places are kept: what pages show and what their editors have by now. */
const MOST = 4;

/** The places of nodes in sources, found when a page or an editor first asks; a page that never asks costs nothing. */
export class Located {
  private readonly known = new Map<string, Places | undefined>();

  /** Undefined for a source that has no tree. */
  of({ id, text }: Source): Places | undefined {
    const known = this.known.get(id);
    const places = known ?? (text.length > LARGEST_TEXT ? undefined : locate(text));
    this.known.delete(id);
    this.known.set(id, places);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST && oldest !== undefined) this.known.delete(oldest);
    return places;
  }

  clear(): void {
    this.known.clear();
  }
}
