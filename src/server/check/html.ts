import { defaultTreeAdapter, type DefaultTreeAdapterMap, Parser, type Token } from 'parse5';
import type { Range } from '../../protocol/offsets';
import type { Slices } from '../routes/slices';
import { Attributes, isRead } from './attributes';
import { type Finding, type Markup, MOST_FINDINGS } from './markup';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** Elements whose end tag may be left out (WHATWG HTML, 13.1.2.4). */
const OPTIONAL_END = new Set(
  'html head body li dt dd p rb rt rtc rp optgroup option colgroup caption thead tbody tfoot tr td th'.split(
    ' ',
  ),
);

const rangeOf = ({ startOffset, endOffset }: Token.Location): Range => ({
  start: startOffset,
  end: endOffset,
});

const UNMATCHED = 'end-tag-without-matching-open-element';
/** Parse errors whose place is the end of a reference such as `&#0;`. */
const OF_REFERENCE = /character-reference/;

/** Characters read between two looks at the clock: less than a millisecond. */
const CHUNK = 4096;
/** The most elements that one chunk may create: more are copies of formatting elements, which each paragraph reopens (13.2.4.3). */
const MOST_COPIES = 10_000;
/** The most elements of a document: five times those of a hand-written megabyte. */
const MOST_ELEMENTS = 300_000;

/** Thrown when a document exceeds a limit. */
class Enough extends Error {}

/** Elements know only their parents: lists of children, which the checks do not need, make the parser quadratic. */
const PARENTS_ONLY: Partial<typeof defaultTreeAdapter> = {
  appendChild: (parent, node) => void (node.parentNode = parent),
  insertBefore: (parent, node) => void (node.parentNode = parent),
  detachNode: node => void (node.parentNode = null),
  getChildNodes: () => [],
  adoptAttributes: () => undefined,
};

/** A parser like those of browsers that also notes what they accept silently: stray end tags and elements that are never closed. */
class CheckingParser extends Parser<DefaultTreeAdapterMap> {
  readonly found: Finding[] = [];
  private readonly open: { readonly node: Element; readonly tag: Range | undefined }[] = [];
  /** Open elements by their name in lower case: searching all of them at each tag took half of the time. */
  private readonly counts = new Map<string, number>();
  /** Open templates, the outermost first. Of a shadow root, browsers load what it names; of any other, scripts make copies. */
  private readonly templates: ('shadow root' | 'template')[] = [];
  /** Start, end, start, end … of every tag, comment and doctype. */
  readonly tokens: number[] = [];
  private tag: Token.TagToken | undefined;
  private ending: string | undefined;
  /** Where the text of an open `<style>` or `<script>` begins. */
  private textAt: number | undefined;
  /** Elements created, in total and by the last chunk. */
  private elements = 0;
  private copies = 0;

  constructor(private readonly attributes: Attributes) {
    super({
      sourceCodeLocationInfo: true,
      treeAdapter: { ...defaultTreeAdapter, ...PARENTS_ONLY },
      // The tokenizer looks for errors in references such as `&#0;` if there is one from the start.
      onParseError: () => undefined,
    });
    // Tokens have locations; node locations would double the time of the parse.
    this.options = { ...this.options, sourceCodeLocationInfo: false };
    this.treeAdapter.onItemPush = node => this.pushed(node);
    this.treeAdapter.onItemPop = node => this.popped(node);
    this.onParseError = ({ code, startOffset, endOffset }) =>
      this.find(code, '', { start: startOffset, end: endOffset });
  }

  /** Reads a whole text. @returns whether it was read to its end */
  async readAll(text: string, slices: Slices): Promise<boolean> {
    try {
      for (let at = 0; at === 0 || at < text.length; at += CHUNK) {
        this.copies = 0;
        this.tokenizer.write(text.slice(at, at + CHUNK), at + CHUNK >= text.length);
        if (slices.isOver(Infinity)) await slices.next();
      }
      // Elements still open at the end of the text.
      for (const { node, tag } of this.open) this.unclosed(node, tag);
      return true;
    } catch (error) {
      if (error instanceof Enough) return false;
      throw error;
    }
  }

  /** The checks need no text. */
  override _insertCharacters(): void {
    return undefined;
  }

  override onStartTag(token: Token.TagToken): void {
    this.note(token.location);
    this.read(token);
    this.tag = token;
    super.onStartTag(token);
    this.tag = undefined;
  }

  override onEndTag(token: Token.TagToken): void {
    this.note(token.location);
    // Browsers since 2025 keep elements in a select that this parser drops, so their end tags are not stray.
    const isStray = !this.isOpen(token.tagName) && !this.isOpen('select');
    const before = this.found.length;
    this.endText(token);
    this.attributes.close(token.tagName);
    this.ending = token.tagName;
    super.onEndTag(token);
    this.ending = undefined;
    // Some of them the parser reports itself.
    if (isStray && token.location && !this.found.slice(before).some(({ rule }) => rule === UNMATCHED))
      this.find('stray-end-tag', token.tagName, rangeOf(token.location));
  }

  override onComment(token: Token.CommentToken): void {
    this.note(token.location);
    super.onComment(token);
  }

  override onDoctype(token: Token.DoctypeToken): void {
    this.note(token.location);
    super.onDoctype(token);
  }

  private isOpen(name: string): boolean {
    return (this.counts.get(name) ?? 0) > 0;
  }

  private count({ tagName }: Element, by: 1 | -1): void {
    const name = tagName.toLowerCase();
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  private note(location: Token.Location | null): void {
    if (location) this.tokens.push(location.startOffset, location.endOffset);
  }

  private find(rule: string, name: string, range: Range): void {
    if (this.found.length < MOST_FINDINGS) this.found.push({ code: 'html', rule, name, range });
  }

  private pushed(node: Element): void {
    this.elements += 1;
    this.copies += 1;
    if (this.copies > MOST_COPIES || this.elements > MOST_ELEMENTS) throw new Enough();
    const { tag } = this;
    const location = tag && node.attrs === tag.attrs ? tag.location : undefined;
    this.open.push({ node, tag: location ? rangeOf(location) : undefined });
    // The adoption agency (13.2.6.4.7) makes copies of the element, which are no new ones.
    if (location) this.tag = undefined;
    this.count(node, 1);
    if (node.tagName === 'template') this.openTemplate(node);
  }

  private popped(node: Node): void {
    const last = this.open.at(-1);
    const at =
      last?.node === node ? this.open.length - 1 : this.open.findLastIndex(each => each.node === node);
    const [popped] = at < 0 ? [] : this.open.splice(at, 1);
    if (!popped) return;
    const { tagName } = popped.node;
    this.count(popped.node, -1);
    if (tagName === 'template' && this.templates.pop() === 'shadow root') this.attributes.closeShadow();
    if (tagName.toLowerCase() !== this.ending) this.unclosed(popped.node, popped.tag);
  }

  private openTemplate({ attrs }: Element): void {
    const isShadow = attrs.some(
      ({ name, value }) => name === 'shadowrootmode' && /^(?:open|closed)$/i.test(value),
    );
    this.templates.push(isShadow ? 'shadow root' : 'template');
    if (isShadow) this.attributes.openShadow();
  }

  private unclosed({ tagName }: Element, tag: Range | undefined): void {
    if (tag && !OPTIONAL_END.has(tagName)) this.find('unclosed-element', tagName, tag);
  }

  private read({ tagName, attrs, location }: Token.TagToken): void {
    // The contents of a template are not part of the document: scripts clone it with ids and addresses of their own.
    if (this.templates.includes('template')) return;
    if (tagName === 'style' || tagName === 'script') this.textAt = location?.endOffset;
    this.attributes.open(tagName, attrs);
    for (const { name, value } of attrs) {
      const place = isRead(name) ? location?.attrs?.[name] : undefined;
      if (place) this.attributes.add(tagName, { name, value, range: rangeOf(place) });
    }
  }

  private endText({ tagName, location }: Token.TagToken): void {
    if ((tagName !== 'style' && tagName !== 'script') || this.textAt === undefined || !location) return;
    const range = { start: this.textAt, end: location.startOffset };
    if (tagName === 'style') this.attributes.style(range);
    else this.attributes.scripts.push(range);
    this.textAt = undefined;
  }
}

/** Parses a document as a browser does and reports its mistakes. */
export async function readMarkup(text: string, slices: Slices): Promise<Markup> {
  const attributes = new Attributes(text);
  const parser = new CheckingParser(attributes);
  const isWhole = await parser.readAll(text, slices);
  const references = await attributes.all(slices);
  const { base, doubles, styles, scripts } = attributes;
  const targets = isWhole ? attributes.targets : undefined;
  const { found, tokens } = parser;
  const findings = found.map(finding => ({ ...finding, range: widened(finding, tokens, text) }));
  const all = [...findings, ...doubles].toSorted((a, b) => a.range.start - b.range.start);
  return { base, references, styles, scripts, targets, findings: all };
}

/** A parse error is one character: the whole tag around it is shown, or the reference that ends there. */
function widened({ range, rule }: Finding, tokens: readonly number[], text: string): Range {
  if (range.end - range.start > 1) return range;
  // Binary search for the last token that begins at or before it: tokens are in order.
  let [low, high] = [0, tokens.length / 2 - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tokens[middle * 2] ?? 0) <= range.start) low = middle;
    else high = middle - 1;
  }
  const [start = 0, end = 0] = tokens.slice(low * 2, low * 2 + 2);
  const isReference = OF_REFERENCE.test(rule);
  if (start <= range.start && range.start < end && !(isReference && start === range.start))
    return { start, end };
  const mark = isReference ? text.lastIndexOf('&', range.start - 1) : -1;
  if (mark >= 0) return { start: mark, end: range.start + (text[range.start] === ';' ? 1 : 0) };
  return { start: range.start, end: Math.max(range.end, range.start + 1) };
}
