import { realmOf } from '../preview/windows';

/** The text of the page and the offset at which each text node begins in it. */
interface PageText {
  readonly text: string;
  readonly nodes: readonly Text[];
  readonly starts: readonly number[];
}

/** Stands between texts that no match may run across. */
const BETWEEN = '\u0000';

/** The visible text: of the document, of open shadow trees, and of frames of the same origin. */
export function pageText(): PageText {
  const reader = new Reader();
  reader.read(document.body ?? document.documentElement);
  return reader;
}

class Reader implements PageText {
  readonly nodes: Text[] = [];
  readonly starts: number[] = [];
  text = '';
  private block: Element | undefined;

  read(root: Node): void {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      // Frames have classes of their own, so kinds are compared.
      if (node.nodeType === Node.TEXT_NODE) this.add(node as Text);
      else this.enter(node as Element);
    }
  }

  private add(node: Text): void {
    const parent = node.parentElement ?? (node.getRootNode() as Partial<ShadowRoot>).host;
    // A child of a host that no slot takes is not drawn.
    const isTaken = !node.parentElement?.shadowRoot || node.assignedSlot !== null;
    if (!parent || !isTaken || !isShown(parent)) return;
    const block = blockOf(parent);
    // A range ends in the tree in which it begins.
    const last = this.nodes.at(-1);
    if (last && (block !== this.block || node.getRootNode() !== last.getRootNode())) this.text += BETWEEN;
    this.block = block;
    this.nodes.push(node);
    this.starts.push(this.text.length);
    this.text += node.data;
  }

  private enter(element: Element): void {
    if (element.localName === 'br') this.text += '\n';
    if (element.shadowRoot) this.readApart(element.shadowRoot);
    const inside =
      /^(?:i?frame|object)$/.test(element.localName) && isShown(element) && realmOf(element)?.document;
    if (inside) this.readApart(inside.body ?? inside.documentElement);
  }

  private readApart(root: Node): void {
    this.text += BETWEEN;
    this.read(root);
    this.text += BETWEEN;
  }
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

/** The text node at an offset, and the offset in it. */
export function placeOf({ nodes, starts }: PageText, index: number): [node: Text, offset: number] {
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
