import { parts } from '../../parts';
import type { Found } from '../messages';
import type { Realm } from '../preview/windows';
import { pageText, placeOf } from './pageText';

const MOST = 5000;
const NAME = 'porthole-find';
const STYLE = `::highlight(${NAME}){background:#ffe66b;color:#000}::highlight(${NAME}-current){background:#ff9632;color:#000}`;

/** Finds text in the page. Matches are highlighted by the CSS Custom Highlight API, which changes no node. */
class Finder {
  private text = '';
  private ranges: readonly Range[] = [];
  private current = 0;
  private readonly styled = new WeakSet<Node>();
  private readonly marked = new Set<Realm>([window]);

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

  /** Each window has highlights of its own, and each tree its style sheets. */
  private highlight(): void {
    if (!('highlights' in CSS)) return;
    for (const range of this.ranges) this.style(range);
    const current = this.ranges[this.current];
    for (const realm of this.marked) {
      const inside = this.ranges.filter(range => realmOfRange(range) === realm);
      realm.CSS.highlights.set(NAME, new realm.Highlight(...inside));
      const one = new realm.Highlight(...inside.filter(range => range === current));
      one.priority = 1;
      realm.CSS.highlights.set(`${NAME}-current`, one);
    }
  }

  private style({ startContainer }: Range): void {
    const tree = startContainer.getRootNode() as Document | ShadowRoot;
    if (this.styled.has(tree)) return;
    this.styled.add(tree);
    const realm = realmOfNode(startContainer);
    this.marked.add(realm);
    const sheet = new realm.CSSStyleSheet();
    sheet.replaceSync(STYLE);
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
  }
}

const finder = new Finder();
parts.find = (text, by) => finder.find(text, by);

const realmOfNode = (node: Node): Realm => node.ownerDocument?.defaultView ?? window;
const realmOfRange = (range: Range): Realm => realmOfNode(range.startContainer);

function rangesOf(text: string): readonly Range[] {
  const page = pageText();
  const pattern = text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`);
  const ranges: Range[] = [];
  for (const match of page.text.matchAll(new RegExp(pattern, 'giu'))) {
    const [from, fromOffset] = placeOf(page, match.index);
    const [to, toOffset] = placeOf(page, match.index + match[0].length - 1);
    const range = from.ownerDocument.createRange();
    range.setStart(from, Math.min(fromOffset, from.length));
    range.setEnd(to, Math.min(toOffset + 1, to.length));
    ranges.push(range);
    if (ranges.length === MOST) break;
  }
  return ranges;
}

function isBelowTop(range: Range): boolean {
  return range.getBoundingClientRect().bottom > 0;
}

function reveal(range: Range): void {
  const { startContainer } = range;
  const realm = realmOfNode(startContainer);
  startContainer.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const { top, bottom } = range.getBoundingClientRect();
  if (top < 0 || bottom > realm.innerHeight)
    realm.scrollBy({ top: top - realm.innerHeight / 2, behavior: 'instant' });
}
