/** Number of matches, and the current one from 1; 0 for none. */
export interface Found {
  readonly count: number;
  readonly current: number;
}

const MOST = 5000;
const NAME = 'porthole-find';
const STYLE = `::highlight(${NAME}){background:#ffe66b;color:#000}::highlight(${NAME}-current){background:#ff9632;color:#000}`;

/** The text of the page and the offset at which each text node begins in it. */
interface PageText {
  readonly text: string;
  readonly nodes: readonly Text[];
  readonly starts: readonly number[];
}

/** Finds text in the page. Matches are highlighted by the CSS Custom Highlight API, which changes no node. */
export class Finder {
  private text = '';
  private ranges: readonly Range[] = [];
  private current = 0;
  private isStyled = false;

  find(text: string, by: -1 | 0 | 1): Found {
    const isNew = text !== this.text || by === 0;
    this.text = text;
    this.ranges = text === '' ? [] : rangesOf(text);
    const count = this.ranges.length;
    // `by` moves from the match before; a new text begins at the first match in view.
    if (isNew) this.current = Math.max(0, this.ranges.findIndex(isBelowTop));
    else if (count > 0) this.current = (this.current + by + count) % count;
    this.current = Math.min(this.current, Math.max(0, count - 1));
    this.highlight();
    const range = this.ranges[this.current];
    if (range) reveal(range);
    return { count, current: range ? this.current + 1 : 0 };
  }

  private highlight(): void {
    if (!('highlights' in CSS)) return;
    if (!this.isStyled) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      this.isStyled = true;
    }
    const current = this.ranges[this.current];
    CSS.highlights.set(NAME, new Highlight(...this.ranges));
    const one = new Highlight(...(current ? [current] : []));
    one.priority = 1;
    CSS.highlights.set(`${NAME}-current`, one);
  }
}

function rangesOf(text: string): readonly Range[] {
  const page = pageText();
  const pattern = text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`);
  const ranges: Range[] = [];
  for (const match of page.text.matchAll(new RegExp(pattern, 'giu'))) {
    const range = document.createRange();
    const [from, fromOffset] = placeOf(page, match.index);
    const [to, toOffset] = placeOf(page, match.index + match[0].length - 1);
    range.setStart(from, fromOffset);
    range.setEnd(to, toOffset + 1);
    ranges.push(range);
    if (ranges.length === MOST) break;
  }
  return ranges;
}

/** Visible text only. A line end between two blocks keeps a match from running across them. */
function pageText(): PageText {
  const nodes: Text[] = [];
  const starts: number[] = [];
  let text = '';
  let block: Element | undefined;
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!(node instanceof Text) || !parent || !isShown(parent)) continue;
    const nodeBlock = blockOf(parent);
    if (block !== undefined && nodeBlock !== block) text += '\u0000';
    block = nodeBlock;
    nodes.push(node);
    starts.push(text.length);
    text += node.data;
  }
  return { text, nodes, starts };
}

function isShown(element: Element): boolean {
  if (/^(?:script|style|noscript|template|textarea|title)$/i.test(element.localName)) return false;
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}

function blockOf(element: Element): Element {
  let block = element;
  while (block.parentElement && /^(?:inline|contents)$/.test(getComputedStyle(block).display))
    block = block.parentElement;
  return block;
}

function placeOf({ nodes, starts }: PageText, index: number): [node: Text, offset: number] {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const node = nodes[low];
  if (!node) throw new Error('A match outside the text');
  return [node, index - (starts[low] ?? 0)];
}

function isBelowTop(range: Range): boolean {
  return range.getBoundingClientRect().bottom > 0;
}

function reveal(range: Range): void {
  const { startContainer } = range;
  startContainer.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const { top, bottom } = range.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 2, behavior: 'instant' });
}
