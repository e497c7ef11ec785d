import { defaultTreeAdapter, type DefaultTreeAdapterMap, Parser, type Token } from 'parse5';
import type { Range } from '../../protocol/offsets';
import { Attributes, isRead } from './attributes';
import type { Finding, Markup } from './markup';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** Elements whose end tag may be left out (WHATWG HTML, 13.1.2.4). */
const OPTIONAL_END = new Set(
  'html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th'.split(' '),
);

const rangeOf = ({ startOffset, endOffset }: Token.Location): Range => ({
  start: startOffset,
  end: endOffset,
});

/** The parser that browsers have, with a note of what it takes in silence: stray end tags and elements that are never closed. */
class CheckingParser extends Parser<DefaultTreeAdapterMap> {
  readonly found: Finding[] = [];
  private readonly open: { readonly node: Element; readonly tag: Range | undefined }[] = [];
  /** Open elements by their name in lower case: a look at all of them for each tag took half of the time. */
  private readonly counts = new Map<string, number>();
  /** Elements by the start tag that made them first: a copy by the adoption agency (13.2.6.4.7) is no element of its own. */
  private readonly made = new Set<number>();
  /** Start, end, start, end … of every tag, comment and doctype. */
  readonly tokens: number[] = [];
  private tag: Token.TagToken | undefined;
  private ending: string | undefined;
  /** Where the text of an open `<style>` begins. */
  private style: number | undefined;

  constructor(private readonly attributes: Attributes) {
    super({ sourceCodeLocationInfo: true, treeAdapter: { ...defaultTreeAdapter } });
    // The tokens have their places; those of the nodes would take as long again as the parsing.
    this.options = { ...this.options, sourceCodeLocationInfo: false };
    this.treeAdapter.onItemPush = node => this.pushed(node);
    this.treeAdapter.onItemPop = node => this.popped(node);
    this.onParseError = ({ code, startOffset, endOffset }) =>
      this.found.push({ code: 'html', rule: code, name: '', range: { start: startOffset, end: endOffset } });
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
    // Browsers keep elements in a select since 2025 that this parser drops: their end tags are no strays.
    if (!this.isOpen(token.tagName) && !this.isOpen('select') && token.location)
      this.found.push({
        code: 'html',
        rule: 'stray-end-tag',
        name: token.tagName,
        range: rangeOf(token.location),
      });
    this.endStyle(token);
    this.ending = token.tagName;
    super.onEndTag(token);
    this.ending = undefined;
  }

  override onComment(token: Token.CommentToken): void {
    this.note(token.location);
    super.onComment(token);
  }

  override onDoctype(token: Token.DoctypeToken): void {
    this.note(token.location);
    super.onDoctype(token);
  }

  /** Elements that are open when the text ends. */
  finish(): void {
    for (const { node, tag } of this.open) this.unclosed(node, tag);
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

  private pushed(node: Element): void {
    const location = this.tag?.location;
    const isOwn = location && node.attrs === this.tag?.attrs && !this.made.has(location.startOffset);
    if (isOwn) this.made.add(location.startOffset);
    this.open.push({ node, tag: isOwn ? rangeOf(location) : undefined });
    this.count(node, 1);
  }

  private popped(node: Node): void {
    const at = this.open.findLastIndex(each => each.node === node);
    const [popped] = at < 0 ? [] : this.open.splice(at, 1);
    if (popped) this.count(popped.node, -1);
    if (popped && popped.node.tagName.toLowerCase() !== this.ending) this.unclosed(popped.node, popped.tag);
  }

  private unclosed({ tagName }: Element, tag: Range | undefined): void {
    if (tag && !OPTIONAL_END.has(tagName))
      this.found.push({ code: 'html', rule: 'unclosed-element', name: tagName, range: tag });
  }

  private read({ tagName, attrs, location }: Token.TagToken): void {
    // The contents of a template are not part of the document: scripts stamp it out with ids and addresses of their own.
    if (this.isOpen('template')) return;
    if (tagName === 'style') this.style = location?.endOffset;
    const isPosted = (): boolean =>
      attrs.some(({ name, value }) => /^(form)?method$/.test(name) && /^post$/i.test(value));
    for (const { name, value } of attrs) {
      const place = isRead(name) ? location?.attrs?.[name] : undefined;
      if (place) this.attributes.add(tagName, { name, value, range: rangeOf(place) }, isPosted);
    }
  }

  private endStyle({ tagName, location }: Token.TagToken): void {
    if (tagName !== 'style' || this.style === undefined || !location) return;
    this.attributes.style({ start: this.style, end: location.startOffset });
    this.style = undefined;
  }
}

/** Reads a document as a browser does, and tells what is wrong with it. Pure; takes three times as long as to parse it. */
export function readMarkup(text: string): Markup {
  const attributes = new Attributes(text);
  const parser = new CheckingParser(attributes);
  parser.tokenizer.write(text, true);
  parser.finish();
  const { base, doubles, references, styles, targets } = attributes;
  const { found, tokens } = parser;
  const findings = found.map(finding => ({ ...finding, range: widened(finding.range, tokens) }));
  const all = [...findings, ...doubles].toSorted((a, b) => a.range.start - b.range.start);
  return { base, references, styles, targets, findings: all };
}

/** A parse error points at one character: what a person looks at is the tag around it. */
function widened(range: Range, tokens: readonly number[]): Range {
  if (range.end - range.start > 1) return range;
  // The last token that begins at or before it: tokens come in their order.
  let [low, high] = [0, tokens.length / 2 - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tokens[middle * 2] ?? 0) <= range.start) low = middle;
    else high = middle - 1;
  }
  const [start = 0, end = 0] = tokens.slice(low * 2, low * 2 + 2);
  return start <= range.start && range.start < end
    ? { start, end }
    : { start: range.start, end: Math.max(range.end, range.start + 1) };
}
