import type { Place } from '../../../protocol/place';
import { moved, type Range } from '../../../protocol/offsets';
import type { ConnectedPage } from '../channel/connectedPage';
import type { Addresses } from '../addresses';
import type { Source } from '../../diff/trees';
import type { Steps } from '../update/steps';
import { Located } from './located';
import { placeOf, trimmed } from './placing';

/** A node of the source that a page shows, or an attribute of it. */
export interface Asked {
  readonly node: number;
  readonly attribute?: string;
}

/** Finds the places of a page's nodes in the current text of its document. */
export class NodePlaces {
  readonly located = new Located();

  constructor(
    private readonly addresses: Pick<Addresses, 'pathOf'>,
    private readonly steps: Pick<Steps, 'current' | 'counterpart'>,
  ) {}

  /** The document as the next request would get it. */
  async currentOf({ file, charset }: ConnectedPage): Promise<Source | undefined> {
    return file === undefined ? undefined : this.steps.current(file, charset);
  }

  /** Where a node of the source that a page shows is in another text of the same document. */
  placeIn(page: ConnectedPage, asked: Asked, to: Source | undefined): Place | undefined {
    const range = page.numbered && this.rangeIn(page.numbered, asked);
    return range && this.placeOfRange(page, asked, range, to);
  }

  /** Where a part of a node is in another text; `inside` finds it again if the node has changed. */
  placeOfRange(
    { numbered: shown, file }: ConnectedPage,
    asked: Asked,
    range: Range,
    to: Source | undefined,
    inside: (source: Source, asked: Asked) => Range | undefined = this.rangeIn.bind(this),
  ): Place | undefined {
    if (!shown || !to || file === undefined) return undefined;
    const there = this.rangeOfMoved(shown, to, asked, range, inside) ?? clamped(range, to.text);
    return placeOf(this.addresses.pathOf(file), to.text, trimmed(to.text, there));
  }

  /** The text of a `<style>` element, which is all between its tags. */
  textIn(source: Source, { node }: Asked): Range | undefined {
    return this.located.of(source)?.textIn(node);
  }

  /** An attribute with its value; undefined where the source has none. */
  attributeIn(source: Source, node: number, attribute: string): Range | undefined {
    return this.located.of(source)?.ofAttribute(node, attribute);
  }

  /** The characters of a node, or of the nearest one around it that has some. */
  private rangeIn(source: Source, { node, attribute }: Asked): Range | undefined {
    const places = this.located.of(source);
    if (!places || node >= places.count) return undefined;
    const above = places.above(node);
    return (
      (attribute === undefined ? undefined : places.ofAttribute(node, attribute)) ??
      places.of(node) ??
      (above === undefined ? { start: 0, end: 0 } : places.of(above))
    );
  }

  /**
   * While a tag is half-typed, the page shows an older text. Places outside of the edit are shifted; inside
   * it, nodes are compared.
   */
  private rangeOfMoved(
    shown: Source,
    to: Source,
    asked: Asked,
    { start, end }: Range,
    inside: (source: Source, asked: Asked) => Range | undefined,
  ): Range | undefined {
    const [first, last] = [moved(shown.text, to.text, start), moved(shown.text, to.text, end)];
    if (first !== undefined && last !== undefined) return { start: first, end: last };
    const node = this.steps.counterpart(shown, to, asked.node);
    return node === undefined ? undefined : inside(to, { ...asked, node });
  }
}

/** A range limited to a text that may have become shorter. */
const clamped = ({ start, end }: Range, text: string): Range => ({
  start: Math.min(start, text.length),
  end: Math.min(end, text.length),
});
