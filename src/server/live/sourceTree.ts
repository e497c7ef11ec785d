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
  readonly kids: TreeNode[];
  parent: TreeNode | undefined;
  /** Place in document order. */
  number: number;
  /** Nodes in this subtree, itself included: their numbers follow one another. */
  weight: number;
  /** Equal for equal subtrees; 53 bits. */
  hash: number;
}

/** Numbers, weighs and hashes the tree below a document; undefined when it is deeper than a browser would build it. */
export function finish(root: TreeNode): readonly TreeNode[] | undefined {
  const nodes: TreeNode[] = [];
  return number(root, nodes, new Hash(), 0) ? nodes : undefined;
}

/** Blink moves what is nested deeper than 512 to other places; the trees would no longer be the same. */
const DEEPEST = 500;

function number(node: TreeNode, nodes: TreeNode[], hash: Hash, depth: number): boolean {
  if (depth > DEEPEST) return false;
  node.number = nodes.length;
  nodes.push(node);
  for (const kid of node.kids) if (!number(kid, nodes, hash, depth + 1)) return false;
  node.weight = nodes.length - node.number;
  hash.begin();
  hash.addText(node.kind);
  hash.add(node.space);
  hash.addText(node.name);
  hash.addText(node.text);
  hash.add(node.attributes.length);
  for (const each of node.attributes) hash.addText(each);
  for (const kid of node.kids) hash.addHash(kid.hash);
  node.hash = hash.end();
  return true;
}

/** cyrb53 by bryc, public domain: quick, well spread, and no secret needs it to be more. Fed piece by piece, nothing is joined for it. */
class Hash {
  private high = 0;
  private low = 0;

  begin(): void {
    this.high = 0xdeadbeef;
    this.low = 0x41c6ce57;
  }

  add(value: number): void {
    this.high = Math.imul(this.high ^ value, 2654435761);
    this.low = Math.imul(this.low ^ value, 1597334677);
  }

  addText(text: string): void {
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

  addHash(hash: number): void {
    this.add(hash / 4294967296);
    this.add(hash % 4294967296);
  }

  end(): number {
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
