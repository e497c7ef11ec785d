import type { SourceNode, Space } from '../../protocol/page';
import { Hash } from './hash';

/** A node of a parsed source. A template's content is its children; doctypes are not nodes. */
export interface TreeNode {
  readonly kind: 'document' | 'element' | 'text' | 'comment';
  /** An element's local name as in the DOM: `linearGradient`. */
  readonly name: string;
  readonly space: Space;
  /** Name, value, name, value …; the name of a foreign attribute includes its prefix. */
  attributes: readonly string[];
  /** Of text and comments. */
  text: string;
  kids: TreeNode[];
  /** While the document is parsed; a tree that `retyped` made shares nodes with the one before it. */
  parent: TreeNode | undefined;
  /** Place in document order. */
  number: number;
  /** Number of nodes in this subtree, itself included; their numbers are consecutive. */
  weight: number;
  /** Equal for equal subtrees, and by chance alone for others; 53 bits. */
  hash: number;
}

/** A tree, and its nodes by number. */
export interface Tree {
  readonly root: TreeNode;
  readonly nodes: readonly TreeNode[];
}

/** Numbers, weighs and hashes a document's nodes. Undefined when the tree is deeper than browsers build it. */
export function finish(root: TreeNode): readonly TreeNode[] | undefined {
  const nodes: TreeNode[] = [];
  return number(root, nodes, new Hash(), 0) ? nodes : undefined;
}

/** Blink reparents nodes below a depth of 512; its tree would then differ from ours. */
const DEEPEST = 500;

function number(node: TreeNode, nodes: TreeNode[], hash: Hash, depth: number): boolean {
  if (depth > DEEPEST) return false;
  node.number = nodes.length;
  nodes.push(node);
  for (const kid of node.kids) if (!number(kid, nodes, hash, depth + 1)) return false;
  node.weight = nodes.length - node.number;
  node.hash = hashOf(node, hash);
  return true;
}

/** The hash of a node whose kids have theirs. */
export function hashOf(node: TreeNode, hash: Hash): number {
  hash.reset();
  hash.addText(node.kind);
  hash.add(node.space);
  hash.addText(node.name);
  hash.addText(node.text);
  hash.add(node.attributes.length);
  for (const each of node.attributes) hash.addText(each);
  for (const kid of node.kids) hash.addHash(kid.hash);
  return hash.value;
}

/** An attribute's value; undefined without the attribute. */
export function attributeOf(node: TreeNode, name: string): string | undefined {
  for (let at = 0; at < node.attributes.length; at += 2)
    if (node.attributes[at] === name) return node.attributes[at + 1];
  return undefined;
}

/** All attributes by name. `attributeOf` per name would be quadratic: 60,000 attributes took 12 s. */
export function attributesOf({ attributes }: TreeNode): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < attributes.length; at += 2) found.set(attributes[at] ?? '', attributes[at + 1] ?? '');
  return found;
}

export const sameList = (one: readonly string[], two: readonly string[]): boolean =>
  one.length === two.length && one.every((value, index) => value === two[index]);

/** The tree as it is sent. */
export function travelling(node: TreeNode): SourceNode {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'comment') return ['!', node.text];
  return [node.name, node.attributes, node.kids.map(travelling), node.space];
}
