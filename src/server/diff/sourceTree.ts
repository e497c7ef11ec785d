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
  /** Set while the document is parsed; a tree of `edited` shares nodes with the previous one, so they have no single parent. */
  parent: TreeNode | undefined;
  /** Place in document order. */
  number: number;
  /** Number of nodes in this subtree, itself included; their numbers are consecutive. */
  weight: number;
  /** Equal for equal subtrees, and only by chance for others; 53 bits. */
  hash: number;
  /** While the document is parsed: the value for `starts` of its tree. */
  start: number;
}

/** A tree, and its nodes by number. */
export interface Tree {
  readonly root: TreeNode;
  readonly nodes: readonly TreeNode[];
}

/** Numbers and weighs a document's nodes. Undefined for a tree deeper than browsers build. */
export function numbered(root: TreeNode): readonly TreeNode[] | undefined {
  const nodes: TreeNode[] = [];
  return number(root, nodes, 0) ? nodes : undefined;
}

/** Blink reparents nodes below a depth of 512; its tree would then differ from ours. */
const DEEPEST = 500;

function number(node: TreeNode, nodes: TreeNode[], depth: number): boolean {
  if (depth > DEEPEST) return false;
  node.number = nodes.length;
  nodes.push(node);
  for (const kid of node.kids) if (!number(kid, nodes, depth + 1)) return false;
  node.weight = nodes.length - node.number;
  return true;
}

/** Nodes between two pauses: some milliseconds. */
const STRETCH = 4_096;

/** Hashes nodes, kids before their parent; yields so that other work can run. */
export function* hashing(nodes: readonly TreeNode[]): Generator<undefined, void> {
  const hash = new Hash();
  let count = 0;
  for (const node of nodes.toReversed()) {
    node.hash = hashOf(node, hash);
    if (++count % STRETCH === 0) yield;
  }
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

/** The nodes from the root to the one with this number. */
export function pathTo(root: TreeNode, number: number): TreeNode[] {
  const path: TreeNode[] = [];
  for (let node: TreeNode | undefined = root; node; node = kidWith(node, number)) {
    path.push(node);
    if (node.number === number) break;
  }
  return path;
}

/** The kid whose subtree contains the node with this number. */
const kidWith = ({ kids }: TreeNode, number: number): TreeNode | undefined =>
  kids.find(kid => kid.number <= number && number < kid.number + kid.weight);

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

/** The node in the form that is sent to pages. */
export function travelling(node: TreeNode): SourceNode {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'comment') return ['!', node.text];
  return [node.name, node.attributes, node.kids.map(travelling), node.space];
}
