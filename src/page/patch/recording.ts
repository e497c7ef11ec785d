/** A node as the parser inserted it, before any script could change it. */
export interface Recorded {
  readonly node: Node;
  /** The data of text and comments. */
  text: string | undefined;
  /** The attributes of elements: name, value, name, value … */
  readonly attributes: readonly string[];
}

/** The most nodes recorded; a larger document reloads for every change. */
const MOST_NODES = 200_000;

/** The node that holds the children of an element: a template has them in its content. */
export const containerOf = (node: Node): Node => (node instanceof HTMLTemplateElement ? node.content : node);

/**
 * The nodes inserted while the document is parsed, by parent, in order. Mutation records are delivered before and after each
 * script that the parser runs, so each node is seen as parsed. Nodes made by scripts are recorded too; the source lacks them.
 */
export class Recording {
  private readonly kids = new Map<Node, Recorded[]>();
  private readonly known = new Set<Node>();
  private last: Recorded | undefined;
  private readonly observer = new MutationObserver(records => this.read(records));

  /** @param except the element of the page script, which is not in the source */
  constructor(private readonly except: Node) {
    this.kids.set(document, []);
    this.addKids(document);
    this.observer.observe(document, { childList: true, subtree: true });
    document.addEventListener('readystatechange', () => this.stop(), { once: true });
  }

  /** The nodes inserted below this parent. */
  below(parent: Node): readonly Recorded[] {
    return this.kids.get(parent) ?? [];
  }

  private read(records: readonly MutationRecord[]): void {
    this.followText();
    for (const { target, addedNodes } of records) for (const node of addedNodes) this.add(target, node);
    if (this.known.size > MOST_NODES) this.observer.disconnect();
  }

  /** The parser appends to the last text node when more of the document arrives. */
  private followText(): void {
    const { last } = this;
    if (last?.node instanceof Text && last.text !== undefined && last.node.data.startsWith(last.text))
      last.text = last.node.data;
  }

  private add(parent: Node, node: Node): void {
    if (this.known.has(node) || node === this.except || node instanceof DocumentType) return;
    this.known.add(node);
    const recorded: Recorded = {
      node,
      text: node instanceof CharacterData ? node.data : undefined,
      attributes:
        node instanceof Element ? [...node.attributes].flatMap(({ name, value }) => [name, value]) : [],
    };
    const kids = this.kids.get(parent);
    if (kids) kids.push(recorded);
    else this.kids.set(parent, [recorded]);
    this.last = recorded;
    this.addKids(node);
  }

  private addKids(parent: Node): void {
    for (const kid of parent.childNodes) this.add(parent, kid);
  }

  /** Parsing has ended. Template contents and shadow roots are read now: the observer does not cover them. */
  private stop(): void {
    this.read(this.observer.takeRecords());
    this.followText();
    this.observer.disconnect();
    for (const node of this.known) {
      if (node instanceof HTMLTemplateElement) this.addKids(node.content);
      else if (node instanceof Element && node.shadowRoot) this.addKids(node.shadowRoot);
    }
  }
}
