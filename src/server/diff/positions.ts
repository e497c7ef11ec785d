import { Parser, type Token, Tokenizer } from 'parse5';
import type { Range } from '../../protocol/offsets';
import { finish, type TreeNode } from './sourceTree';
import { SourceAdapter } from './treeAdapter';

/** Per element: `startTag` is the location of the tag alone, and `endOffset` grows to the element's end. */
type Location = Token.Location & { readonly startTag?: Token.Location };

/** Keeps where each node stands. parse5 asks for a location before it extends it. */
class LocatingAdapter extends SourceAdapter {
  readonly locations = new Map<TreeNode, Location>();
  /** The element that each tag's list of attributes made first. */
  private readonly made = new Map<readonly Token.Attribute[], TreeNode>();
  /** Copies by the adoption agency (WHATWG HTML, 13.2.6.4.7): parse5 gives them the tag's own list and no location. */
  private readonly copies = new Map<TreeNode, TreeNode>();

  constructor() {
    super();
    const { createElement } = this;
    this.createElement = (name, space, attributes) => {
      const element = createElement(name, space, attributes);
      const first = this.made.get(attributes);
      if (first) this.copies.set(element, first);
      else this.made.set(attributes, element);
      return element;
    };
    this.getNodeSourceCodeLocation = node => this.locations.get(node) ?? null;
    this.setNodeSourceCodeLocation = (node, location) => {
      if (location && !this.locations.has(node)) this.locations.set(node, location);
    };
    this.updateNodeSourceCodeLocation = (node, { endOffset }) => {
      const location = this.locations.get(node);
      if (location && endOffset !== undefined) location.endOffset = endOffset;
    };
  }

  /** Undefined for nodes that no characters of the source made: `<tbody>` where only `<tr>` is written. */
  locationOf(node: TreeNode): Location | undefined {
    const first = this.copies.get(node);
    const own = this.locations.get(node);
    return own ?? (first && this.locations.get(first));
  }
}

/** Where the nodes of one source stand in its text, by number. A document of 10,000 elements takes 12 bytes for each node. */
export class Places {
  constructor(
    private readonly text: string,
    /** -1 for a node without characters of its own. */
    private readonly starts: Int32Array,
    /** Where an element's start tag ends; where a text or comment does. */
    private readonly heads: Int32Array,
    private readonly ends: Int32Array,
    private readonly parents: Int32Array,
  ) {}

  get count(): number {
    return this.starts.length;
  }

  /** The start tag of an element, or all of a text or comment; undefined for a number without characters of its own. */
  of(number: number): Range | undefined {
    const [start, end] = [this.starts[number] ?? -1, this.heads[number] ?? -1];
    return start < 0 ? undefined : { start, end };
  }

  /** The text between an element's tags, for elements whose content is all text, such as `<style>`. */
  textIn(number: number): Range | undefined {
    const tag = this.of(number);
    const end = this.ends[number] ?? -1;
    if (!tag || end < tag.end) return undefined;
    const closing = /<\/[^<]*$/.exec(this.text.slice(tag.end, end));
    return { start: tag.end, end: closing ? tag.end + closing.index : end };
  }

  /** An attribute with its value, as written in the start tag. Names are compared as HTML does: `viewbox` is `viewBox`. */
  ofAttribute(number: number, name: string): Range | undefined {
    const tag = this.of(number);
    if (!tag || this.text[tag.start] !== '<') return undefined;
    const location = attributesOf(this.text.slice(tag.start, tag.end))?.[name.toLowerCase()];
    return location && { start: tag.start + location.startOffset, end: tag.start + location.endOffset };
  }

  /** The nearest node above that has characters of its own. */
  above(number: number): number | undefined {
    for (let at = this.parents[number] ?? -1; at > 0; at = this.parents[at] ?? -1)
      if ((this.starts[at] ?? -1) >= 0) return at;
    return undefined;
  }

  /** The deepest node around a place: of those that hold it, the one that starts last. Undefined outside of all. */
  at(offset: number): number | undefined {
    let found: number | undefined;
    let latest = -1;
    for (let number = 1; number < this.starts.length; number++) {
      const start = this.starts[number] ?? -1;
      if (start < 0 || start < latest || start > offset || (this.ends[number] ?? -1) <= offset) continue;
      [found, latest] = [number, start];
    }
    return found;
  }

  /** The element around a place: a text belongs to its parent. */
  elementAt(offset: number): number | undefined {
    const number = this.at(offset);
    return number === undefined || this.isElement(number) ? number : this.above(number);
  }

  /** The outermost elements that begin in a part of the source, in document order. */
  within({ start, end }: Range): number[] {
    const found: number[] = [];
    let until = -1;
    for (let number = 1; number < this.starts.length; number++) {
      const from = this.starts[number] ?? -1;
      if (from < start || from >= end || from < until || !this.isElement(number)) continue;
      found.push(number);
      until = this.ends[number] ?? -1;
    }
    return found;
  }

  private isElement(number: number): boolean {
    const start = this.starts[number] ?? -1;
    return this.text[start] === '<' && /[a-z]/i.test(this.text[start + 1] ?? '');
  }
}

/**
 * Finds where each node of a document's source stands, numbered as `parseSource` numbers them; undefined where that has no tree. Pure.
 * parse5 counts UTF-16 units of the text as given: CRLF are two.
 */
export function locate(text: string): Places | undefined {
  const adapter = new LocatingAdapter();
  const parser = new Parser<never>({
    treeAdapter: adapter as never,
    scriptingEnabled: true,
    sourceCodeLocationInfo: true,
  });
  parser.tokenizer.write(text, true);
  const nodes = finish(parser.document);
  if (!nodes) return undefined;
  const [starts, heads, ends, parents] = [0, 1, 2, 3].map(() => new Int32Array(nodes.length).fill(-1));
  if (!starts || !heads || !ends || !parents) return undefined;
  nodes.forEach((node, number) => {
    parents[number] = node.parent?.number ?? -1;
    const location = adapter.locationOf(node);
    if (!location) return;
    starts[number] = location.startOffset;
    heads[number] = (location.startTag ?? location).endOffset;
    ends[number] = location.endOffset;
  });
  return new Places(text, starts, heads, ends, parents);
}

const nothing = (): void => undefined;

/** The attributes of a start tag, by name in lower case, with their offsets in it. */
function attributesOf(tag: string): Token.LocationWithAttributes['attrs'] {
  let found: Token.LocationWithAttributes['attrs'];
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag: ({ location }) => (found ??= location?.attrs),
      onEndTag: nothing,
      onComment: nothing,
      onDoctype: nothing,
      onCharacter: nothing,
      onNullCharacter: nothing,
      onWhitespaceCharacter: nothing,
      onEof: nothing,
    },
  );
  tokenizer.write(tag, true);
  return found;
}
