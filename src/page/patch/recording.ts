/** A node as it was when it came, before any script could reach it. */
export interface Recorded {
  readonly node: Node;
  /** Of text and comments. */
  text: string | undefined;
  /** Of elements: name, value, name, value … */
  readonly attributes: readonly string[];
}

/** Nodes in a document above which nothing is recorded, and changes of the document load it again. */
const MOST = 200_000;

/** Where an element's source children are: a template's in its content, those of a declarative shadow root in there. */
export const containerOf = (node: Node): Node => (node instanceof HTMLTemplateElement ? node.content : node);

/**
 * What came into the document while it was parsed, by parent, in the order of coming. Browsers deliver mutations before each
 * script that the parser runs and after it: so each node is seen as the parser made it, and what scripts made comes as well but
 * is not in the source.
 */
export class Recording {
  private readonly kids = new Map<Node, Recorded[]>();
  private readonly known = new Set<Node>();
  private last: Recorded | undefined;
  private readonly observer = new MutationObserver(records => this.read(records));

  /** @param except the page script's own element, which is not in the source */
  constructor(private readonly except: Node) {
    this.kids.set(document, []);
    this.addKids(document);
    this.observer.observe(document, { childList: true, subtree: true });
    document.addEventListener('readystatechange', () => this.stop(), { once: true });
  }

  /** The nodes that came below this parent. */
  below(parent: Node): readonly Recorded[] {
    return this.kids.get(parent) ?? [];
  }

  private read(records: readonly MutationRecord[]): void {
    this.followText();
    for (const { target, addedNodes } of records) for (const node of addedNodes) this.add(target, node);
    if (this.known.size > MOST) this.observer.disconnect();
  }

  /** The parser goes on writing into the text that it was at when the document came in parts. */
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

  /** The parser is done; what it put where no observer looks is taken as it stands. */
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
