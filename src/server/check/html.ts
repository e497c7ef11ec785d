import { defaultTreeAdapter, type DefaultTreeAdapterMap, Parser, type Token } from 'parse5';
import type { Range } from '../../protocol/offsets';

/** A mistake in the markup of a document. */
export interface Finding {
  readonly code: 'html' | 'duplicate-id';
  /** A parse error of the HTML standard (13.2.2), or one that parsers take in silence. */
  readonly rule: string;
  /** The element or the id that it is about; empty for most parse errors. */
  readonly name: string;
  readonly range: Range;
  /** The place that it disagrees with: the first element with the same id. */
  readonly other?: Range;
}

/** An attribute that names another resource, or several. */
export interface Reference {
  readonly element: string;
  readonly attribute: string;
  readonly value: string;
  /** The whole attribute, `href="a.html"`. */
  readonly range: Range;
}

/** The markup of one document, understood. Offsets count UTF-16 units from the start of the text. */
export interface Markup {
  readonly findings: readonly Finding[];
  readonly references: readonly Reference[];
  /** `href` of the first `<base>`. */
  readonly base: string | undefined;
  /** Fragments that lead somewhere: ids, and names of `<a>`. */
  readonly targets: ReadonlySet<string>;
}

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** Elements whose end tag may be left out (WHATWG HTML, 13.1.2.4). */
const OPTIONAL_END = new Set(
  'html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th'.split(' '),
);

/** Attributes that name resources. */
const NAMING = new Set(['href', 'src', 'srcset', 'poster', 'data', 'action', 'formaction', 'xlink:href']);

const rangeOf = ({ startOffset, endOffset }: Token.Location): Range => ({
  start: startOffset,
  end: endOffset,
});

/** The parser that browsers have, with a note of what it takes in silence: stray end tags and elements that are never closed. */
class CheckingParser extends Parser<DefaultTreeAdapterMap> {
  readonly found: Finding[] = [];
  readonly references: Reference[] = [];
  readonly targets = new Set<string>();
  base: string | undefined;
  private readonly ids = new Map<string, Range>();
  private readonly open: { readonly node: Element; readonly tag: Range | undefined }[] = [];
  /** Elements by the start tag that made them first: a copy by the adoption agency (13.2.6.4.7) is no element of its own. */
  private readonly made = new Set<number>();
  /** Start, end, start, end … of every tag, comment and doctype. */
  readonly tokens: number[] = [];
  private tag: Token.TagToken | undefined;
  private ending: string | undefined;

  constructor() {
    super({ sourceCodeLocationInfo: true, treeAdapter: { ...defaultTreeAdapter } });
    this.treeAdapter.onItemPush = node => this.pushed(node);
    this.treeAdapter.onItemPop = node => this.popped(node);
    this.onParseError = ({ code, startOffset, endOffset }) =>
      this.found.push({ code: 'html', rule: code, name: '', range: { start: startOffset, end: endOffset } });
  }

  override onStartTag(token: Token.TagToken): void {
    this.note(token.location);
    this.attributes(token);
    this.tag = token;
    super.onStartTag(token);
    this.tag = undefined;
  }

  override onEndTag(token: Token.TagToken): void {
    this.note(token.location);
    // Browsers keep elements in a select since 2025 that this parser drops: their end tags are no strays.
    const isKnown = this.open.some(
      ({ node: { tagName } }) => tagName === 'select' || tagName.toLowerCase() === token.tagName,
    );
    if (!isKnown && token.location)
      this.found.push({
        code: 'html',
        rule: 'stray-end-tag',
        name: token.tagName,
        range: rangeOf(token.location),
      });
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

  private note(location: Token.Location | null): void {
    if (location) this.tokens.push(location.startOffset, location.endOffset);
  }

  private pushed(node: Element): void {
    const location = this.tag?.location;
    const isOwn = location && node.attrs === this.tag?.attrs && !this.made.has(location.startOffset);
    if (isOwn) this.made.add(location.startOffset);
    this.open.push({ node, tag: isOwn ? rangeOf(location) : undefined });
  }

  private popped(node: Node): void {
    const at = this.open.findLastIndex(each => each.node === node);
    const [popped] = at < 0 ? [] : this.open.splice(at, 1);
    if (popped && popped.node.tagName.toLowerCase() !== this.ending) this.unclosed(popped.node, popped.tag);
  }

  private unclosed({ tagName }: Element, tag: Range | undefined): void {
    if (tag && !OPTIONAL_END.has(tagName))
      this.found.push({ code: 'html', rule: 'unclosed-element', name: tagName, range: tag });
  }

  private attributes({ tagName, attrs, location }: Token.TagToken): void {
    // The contents of a template are not part of the document: scripts stamp it out with ids and addresses of their own.
    const isInert = this.open.some(({ node }) => node.tagName === 'template');
    const isPosted = attrs.some(({ name, value }) => /^(form)?method$/.test(name) && /^post$/i.test(value));
    for (const { name, value } of attrs) {
      const place = location?.attrs?.[name];
      if (!place || isInert) continue;
      const range = rangeOf(place);
      if (name === 'id') this.id(value, range);
      if (name === 'name' && tagName === 'a') this.targets.add(value);
      if (tagName === 'base' && name === 'href') this.base ??= value;
      // A form that posts is answered by whatever takes its body.
      if (NAMING.has(name) && tagName !== 'base' && !(isPosted && name.endsWith('action')))
        this.references.push({ element: tagName, attribute: name, value, range });
    }
  }

  private id(value: string, range: Range): void {
    const first = this.ids.get(value);
    if (first)
      this.found.push({ code: 'duplicate-id', rule: 'duplicate-id', name: value, range, other: first });
    else if (value !== '') this.ids.set(value, range);
    this.targets.add(value);
  }
}

/** Reads a document as a browser does, and tells what is wrong with it. Pure; takes about 10 ms for 100 kB. */
export function readMarkup(text: string): Markup {
  const parser = new CheckingParser();
  parser.tokenizer.write(text, true);
  parser.finish();
  const { base, references, targets, tokens } = parser;
  const findings = parser.found.map(finding => ({ ...finding, range: widened(finding.range, tokens) }));
  return { base, references, targets, findings: findings.toSorted((a, b) => a.range.start - b.range.start) };
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
