import {
  attributesOf,
  contentOf,
  currentScript,
  dataOf,
  isData,
  isDoctype,
  isElement,
  isTemplate,
  isText,
  kidsOf,
  page,
  shadowOf,
} from '../own/dom';
import { on } from '../own/events';
import { OwnMap, OwnSet } from '../own/language';
import { each, push } from '../own/lists';
import { addedBy, disconnect, makeObserver, observe, takeRecords, targetOf } from '../own/observers';
import { startsWith } from '../own/text';

/** A node as the parser inserted it, before any script could change it. */
export interface Recorded {
  readonly node: Node;
  /** The data of text and comments. */
  text: string | undefined;
  /** The attributes of elements: name, value, name, value … */
  readonly attributes: readonly string[];
  /** Whether a script inserted it while the parser waited. */
  readonly isMade: boolean;
}

/** The most nodes recorded; a larger document reloads for every change. */
const MOST_NODES = 200_000;

/** The node that holds an element's children: for a template, its content. */
export const containerOf = (node: Node): Node => (isTemplate(node) ? contentOf(node) : node);

/**
 * The nodes inserted while the document is parsed, by parent, in order. Mutation records are delivered before and after each
 * script that the parser runs, so each node is seen as parsed. Nodes made by scripts are recorded too; the source lacks them.
 */
export class Recording {
  readonly #kids = new OwnMap<Node, Recorded[]>();
  readonly #known = new OwnSet<Node>();
  #last: Recorded | undefined;
  readonly #observer = makeObserver(records => this.#read(records));

  /** @param except the element of the page script, which is not in the source */
  readonly #except: Node;

  constructor(except: Node) {
    this.#except = except;
    this.#kids.set(page, []);
    this.#addKids(page);
    observe(this.#observer, page, { childList: true, subtree: true });
    on(page, 'readystatechange', () => this.#stop(), { once: true });
  }

  /** The nodes inserted below this parent. */
  below(parent: Node): readonly Recorded[] {
    return this.#kids.get(parent) ?? [];
  }

  #read(records: readonly MutationRecord[]): void {
    this.#followText();
    each(records, record => {
      const target = targetOf(record);
      each(addedBy(record), node => this.#add(target, node));
    });
    if (this.#known.size > MOST_NODES) disconnect(this.#observer);
  }

  /** The parser appends to the last text node when more of the document arrives. */
  #followText(): void {
    const last = this.#last;
    if (last?.text === undefined || !isText(last.node)) return;
    const text = dataOf(last.node);
    if (startsWith(text, last.text)) last.text = text;
  }

  #add(parent: Node, node: Node): void {
    if (this.#known.has(node) || node === this.#except || isDoctype(node)) return;
    this.#known.add(node);
    const script = currentScript(page);
    const recorded: Recorded = {
      node,
      text: isData(node) ? dataOf(node) : undefined,
      attributes: isElement(node) ? attributesOf(node) : [],
      // Microtasks of a script run while it is the current one (WHATWG HTML, "execute the script element").
      // The page script itself makes nothing.
      isMade: !!script && script !== this.#except,
    };
    const kids = this.#kids.get(parent);
    if (kids) push(kids, recorded);
    else this.#kids.set(parent, [recorded]);
    this.#last = recorded;
    this.#addKids(node);
  }

  #addKids(parent: Node): void {
    each(kidsOf(parent), kid => this.#add(parent, kid));
  }

  /** Parsing has ended. Template contents and shadow roots are read now: the observer does not cover them. */
  #stop(): void {
    this.#read(takeRecords(this.#observer));
    this.#followText();
    disconnect(this.#observer);
    this.#known.forEach(node => {
      const inner = isTemplate(node) ? contentOf(node) : isElement(node) ? shadowOf(node) : null;
      if (inner) this.#addKids(inner);
    });
  }
}
