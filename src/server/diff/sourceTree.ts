import type { SourceNode, Space } from '../../protocol/page';

/** A node of a parsed source; templates have their content as children. Doctypes are not nodes. */
export interface TreeNode {
  readonly kind: 'document' | 'element' | 'text' | 'comment';
  /** Of an element, as in the DOM: `linearGradient`. */
  readonly name: string;
  readonly space: Space;
  /** Name, value, name, value …; a foreign attribute's name has its prefix. */
  attributes: readonly string[];
  /** Of text and comments. */
  text: string;
  kids: TreeNode[];
  parent: TreeNode | undefined;
  /** Place in document order. */
  number: number;
  /** Nodes in this subtree, itself included: their numbers follow one another. */
  weight: number;
  /** Equal for equal subtrees; 53 bits. */
  hash: number;
  /** Where a located node starts in the source, in UTF-16 units; -1 when that is not known. */
  start: number;
}

/** A tree, and all that is in it by number. */
export interface Tree {
  readonly root: TreeNode;
  readonly nodes: readonly TreeNode[];
}

/**
 * Numbers, weighs and hashes the tree below a node; undefined when it is deeper than a browser would build it.
 * @param depth of the node in its document
 */
export function finish(root: TreeNode, depth = 0): readonly TreeNode[] | undefined {
  const nodes: TreeNode[] = [];
  return number(root, nodes, new Hash(), depth) ? nodes : undefined;
}

/** Blink moves what is nested deeper than 512 to other places; the trees would no longer be the same. */
const DEEPEST = 500;

function number(node: TreeNode, nodes: TreeNode[], hash: Hash, depth: number): boolean {
  if (depth > DEEPEST) return false;
  node.number = nodes.length;
  nodes.push(node);
  for (const kid of node.kids) if (!number(kid, nodes, hash, depth + 1)) return false;
  node.weight = nodes.length - node.number;
  node.hash = hash.of(node);
  return true;
}

/** Which kids of an element give way to others. */
export interface Replaced {
  readonly element: TreeNode;
  /** From the one index to before the other. */
  readonly kids: readonly [from: number, to: number];
  /** Where they start in the source, or would. */
  readonly at: number;
  /** How many characters more there are now. */
  readonly shift: number;
}

/** The numbers that nodes have in a document, of those that they have in a part of it: the element there is its root. */
export function numbersIn({
  element,
  kids: [from],
}: Pick<Replaced, 'element' | 'kids'>): (number: number) => number {
  const { number, weight } = element.kids[from - 1] ?? { number: element.number, weight: 1 };
  const before = number + weight - 1;
  return part => (part === 0 ? element.number : before + part);
}

/**
 * The same nodes again, but with others for some kids of an element. Whoever has the old ones keeps them.
 * @param made the element with these kids, numbered from it and located from where they start; they are taken over
 * @returns also what becomes of the number of a node that stays
 */
export function replaced(
  nodes: readonly TreeNode[],
  made: readonly TreeNode[],
  place: Replaced,
): { readonly nodes: readonly TreeNode[]; readonly numberOf: (number: number) => number } {
  const { element, at, shift } = place;
  const [from, to] = place.kids;
  const gone = element.kids.slice(from, to).reduce((sum, kid) => sum + kid.weight, 0);
  const first = numbersIn(place)(1);
  const [{ kids } = { kids: [] }, ...below] = made;
  const more = below.length - gone;
  const copies = nodes.map(node => ({ ...node }));
  for (const copy of copies) {
    copy.parent = copy.parent && copies[copy.parent.number];
    copy.kids = copy.kids.flatMap(kid => copies[kid.number] ?? []);
    if (copy.start >= at) copy.start += shift;
  }
  const parent = copies[element.number];
  parent?.kids.splice(from, to - from, ...kids);
  for (const kid of kids) kid.parent = parent;
  for (const node of below) if (node.start >= 0) node.start += at;
  const hash = new Hash();
  for (let each = parent; each; each = each.parent) {
    each.weight += more;
    each.hash = hash.of(each);
  }
  copies.splice(first, gone, ...below);
  copies.forEach((node, number) => (node.number = number));
  return { nodes: copies, numberOf: number => (number < first ? number : number + more) };
}

/** cyrb53 by bryc, public domain: quick, well spread, and no secret needs it to be more. Fed piece by piece, nothing is joined for it. */
class Hash {
  private high = 0;
  private low = 0;

  /** Of a node whose kids have theirs. */
  of(node: TreeNode): number {
    this.high = 0xdeadbeef;
    this.low = 0x41c6ce57;
    this.addText(node.kind);
    this.add(node.space);
    this.addText(node.name);
    this.addText(node.text);
    this.add(node.attributes.length);
    for (const each of node.attributes) this.addText(each);
    for (const kid of node.kids) this.addHash(kid.hash);
    return this.end();
  }

  private add(value: number): void {
    this.high = Math.imul(this.high ^ value, 2654435761);
    this.low = Math.imul(this.low ^ value, 1597334677);
  }

  private addText(text: string): void {
    let { high, low } = this;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    this.high = high;
    this.low = low;
    // Where one text ends and the next begins counts, too.
    this.add(text.length);
  }

  private addHash(hash: number): void {
    this.add(hash / 4294967296);
    this.add(hash % 4294967296);
  }

  private end(): number {
    let { high, low } = this;
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  }
}

/** The value of an attribute; undefined when it is not there. */
export function attributeOf(node: TreeNode, name: string): string | undefined {
  for (let at = 0; at < node.attributes.length; at += 2)
    if (node.attributes[at] === name) return node.attributes[at + 1];
  return undefined;
}

/** The tree as it travels. */
export function travelling(node: TreeNode): SourceNode {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'comment') return ['!', node.text];
  return [node.name, node.attributes, node.kids.map(travelling), node.space];
}
