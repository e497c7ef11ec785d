import { Parser, Token, Tokenizer } from 'parse5';
import type { Range } from '../../protocol/offsets';
import { ignoreTokens } from './ignoreTokens';
import { numbered, type TreeNode } from './sourceTree';
import { SourceAdapter, TooManyCopies } from './treeAdapter';

/** Per element: `startTag` is the location of the tag alone, and `endOffset` grows to the element's end. */
type Location = Token.Location & { readonly startTag?: Token.Location };

/** Records the place of each node. parse5 asks for a location before it extends it. */
class LocatingAdapter extends SourceAdapter {
  readonly locations = new Map<TreeNode, Location>();
  /** Second `<html>` and `<body>` tags: their attributes go to the element (WHATWG HTML, 13.2.6.4.7). */
  readonly repeated = new Map<TreeNode, Token.Location[]>();
  /** The tag being processed. */
  tag = (): Token.Token | null => null;
  /** The first element made from each tag's attribute list. */
  private readonly made = new Map<readonly Token.Attribute[], TreeNode>();
  /** Copies by the adoption agency (WHATWG HTML, 13.2.6.4.7): parse5 gives them the tag's own list and no location. */
  private readonly copies = new Map<TreeNode, TreeNode>();

  constructor() {
    super();
    const { createElement, adoptAttributes } = this;
    this.adoptAttributes = (node, attributes) => {
      adoptAttributes(node, attributes);
      const location = this.tag()?.location;
      if (location) this.repeated.set(node, [...(this.repeated.get(node) ?? []), location]);
    };
    this.createElement = (name, space, attributes) => {
      const element = createElement(name, space, attributes);
      const first = this.made.get(attributes);
      if (first) this.copies.set(element, first);
      else this.made.set(attributes, element);
      return element;
    };
    this.getNodeSourceCodeLocation = node => this.locations.get(node) ?? null;
    this.setNodeSourceCodeLocation = (node, location) => {
      const own = location ?? this.closing(node);
      if (own && !this.locations.has(node)) this.locations.set(node, own);
    };
    this.updateNodeSourceCodeLocation = (node, { endOffset }) => {
      const location = this.locations.get(node);
      if (location && endOffset !== undefined) location.endOffset = endOffset;
    };
  }

  /** Only `</p>` and `</br>` create an element. */
  private closing(node: TreeNode): Location | undefined {
    const tag = this.tag();
    const isMaker = tag?.type === Token.TokenType.END_TAG && /^(?:p|br)$/.test(node.name);
    return isMaker && tag.tagName === node.name && tag.location ? { ...tag.location } : undefined;
  }

  /** Undefined for nodes without characters in the source, such as a `<tbody>` around a lone `<tr>`. */
  locationOf(node: TreeNode): Location | undefined {
    const first = this.copies.get(node);
    const own = this.locations.get(node);
    return own ?? (first && this.locations.get(first));
  }
}

/** Tells its adapter which tag it is processing. */
class LocatingParser extends Parser<never> {
  private taken = 0;

  constructor(adapter: LocatingAdapter) {
    super({ treeAdapter: adapter as never, scriptingEnabled: true, sourceCodeLocationInfo: true });
    adapter.tag = () => this.currentToken;
    adapter.startTags = () => this.taken;
  }

  override onStartTag(token: Token.TagToken): void {
    this.taken += 1;
    super.onStartTag(token);
  }
}

/** The places of all nodes in the text of one source, by number: 12 bytes per node. */
export class Places {
  constructor(
    private readonly text: string,
    /** -1 for a node without characters of its own. */
    private readonly starts: Int32Array,
    /** End of an element's start tag, or of a text or comment. */
    private readonly heads: Int32Array,
    private readonly ends: Int32Array,
    private readonly parents: Int32Array,
    /** The places of repeated tags that a document has only once. */
    private readonly repeated: ReadonlyMap<number, readonly Range[]>,
  ) {}

  get count(): number {
    return this.starts.length;
  }

  /** The start tag of an element, or a whole text or comment; undefined for a node without characters of its own. */
  of(number: number): Range | undefined {
    const [start, end] = [this.starts[number] ?? -1, this.heads[number] ?? -1];
    return start < 0 ? this.repeated.get(number)?.[0] : { start, end };
  }

  /** The text between an element's tags, for elements that contain only text, such as `<style>`. */
  textIn(number: number): Range | undefined {
    const tag = this.of(number);
    const end = this.ends[number] ?? -1;
    if (!tag || end < tag.end) return undefined;
    const closing = /<\/[^<]*$/.exec(this.text.slice(tag.end, end));
    return { start: tag.end, end: closing ? tag.end + closing.index : end };
  }

  /** An attribute with its value, as written in the start tag. Names are compared as HTML does: `viewbox` is `viewBox`. */
  ofAttribute(number: number, name: string): Range | undefined {
    for (const tag of [this.of(number), ...(this.repeated.get(number) ?? [])]) {
      if (!tag || this.text[tag.start] !== '<') continue;
      const location = attributesOf(this.text.slice(tag.start, tag.end))?.[name.toLowerCase()];
      if (location) return { start: tag.start + location.startOffset, end: tag.start + location.endOffset };
    }
    return undefined;
  }

  /** The nearest ancestor that has characters of its own. */
  above(number: number): number | undefined {
    for (let at = this.parents[number] ?? -1; at > 0; at = this.parents[at] ?? -1)
      if ((this.starts[at] ?? -1) >= 0) return at;
    return undefined;
  }

  /** The deepest node at an offset: of all that contain it, the one that starts last. Undefined outside of all. */
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

  /** The element at an offset; for a text, its parent. */
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
 * Finds the place of each node in a document's source, with the numbers of `parseSource`; undefined if that has no tree. Offsets count
 * UTF-16 units of the given text: CRLF are two. Pure.
 */
export function locate(text: string): Places | undefined {
  const adapter = new LocatingAdapter();
  const parser = new LocatingParser(adapter);
  try {
    parser.tokenizer.write(text, true);
  } catch (error) {
    if (error instanceof TooManyCopies) return undefined;
    throw error;
  }
  const nodes = numbered(parser.document);
  if (!nodes) return undefined;
  const repeated = new Map<number, readonly Range[]>();
  for (const [{ number }, tags] of adapter.repeated)
    repeated.set(
      number,
      tags.map(({ startOffset, endOffset }) => ({ start: startOffset, end: endOffset })),
    );
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
  return new Places(text, starts, heads, ends, parents, repeated);
}

/** The attributes of a start tag, by name in lower case, with their offsets in it. */
function attributesOf(tag: string): Token.LocationWithAttributes['attrs'] {
  let found: Token.LocationWithAttributes['attrs'];
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    { ...ignoreTokens, onStartTag: ({ location }) => (found ??= location?.attrs) },
  );
  tokenizer.write(tag, true);
  return found;
}
