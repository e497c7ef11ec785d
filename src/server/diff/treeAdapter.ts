import { html, type Token, type TreeAdapter, type TreeAdapterTypeMap } from 'parse5';
import type { Space } from '../../protocol/page';
import type { TreeNode } from './sourceTree';

type Map = TreeAdapterTypeMap<
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode,
  TreeNode
>;

const SPACES: readonly html.NS[] = [html.NS.HTML, html.NS.SVG, html.NS.MATHML];

/** Makes every node with the same fields in the same order, so that V8 gives all one hidden class. */
function make(
  kind: TreeNode['kind'],
  text = '',
  name = '',
  space: Space = 0,
  attributes: readonly string[] = [],
): TreeNode {
  return {
    kind,
    name,
    space,
    attributes,
    text,
    kids: [],
    parent: undefined,
    number: 0,
    weight: 1,
    hash: 0,
    start: -1,
  };
}

function flat(attributes: readonly Token.Attribute[]): string[] {
  const list: string[] = [];
  for (const { prefix, name, value } of attributes) list.push(prefix ? `${prefix}:${name}` : name, value);
  return list;
}

const pairs = ({ attributes }: TreeNode): Token.Attribute[] =>
  attributes.flatMap((name, at) => (at % 2 === 0 ? [{ name, value: attributes[at + 1] ?? '' }] : []));

function insert(parent: TreeNode, node: TreeNode, at: number): void {
  parent.kids.splice(at, 0, node);
  node.parent = parent;
}

/**
 * The most elements without a tag. A paragraph reopens each formatting element that was not closed (WHATWG HTML, 13.2.4.3): thousands of
 * both would fill the memory.
 */
const MOST_COPIES = 10_000;

/** Thrown when a parser makes more copies. */
export class TooManyCopies extends Error {}

/** A document's doctype; not part of the tree. */
export interface Doctype {
  readonly name: string;
  readonly publicId: string;
  readonly systemId: string;
}

/**
 * Lets parse5 build `TreeNode`s directly. A template's content fragment is the template itself. Nodes are searched from the end, where the
 * parser works: from the start, each search would take as long as all before it.
 */
export class SourceAdapter implements TreeAdapter<Map> {
  doctype: Doctype | undefined;
  /** Whether every node stayed where it was first inserted, behind all others of its parent. */
  isStraight = true;
  /** Start of the characters that are inserted next; -1 if unknown. */
  startOfText = (): number => -1;
  /** Start of the data of the comment that is inserted next. */
  startOfComment = (_data: string): number => -1;
  /** End of the start tag with these attributes; -1 for an element without its own tag. */
  endOfTag = (_attributes: readonly Token.Attribute[]): number => -1;
  /** Number of start tags that the parser has processed. */
  startTags = (): number => 0;
  private elements = 0;
  /** Attribute names of elements that adopted attributes of a later tag. */
  private readonly adopted = new Map<TreeNode, Set<string>>();
  private mode = html.DOCUMENT_MODE.NO_QUIRKS;

  createDocument = (): TreeNode => make('document');
  createDocumentFragment = (): TreeNode => make('document');
  createCommentNode = (text: string): TreeNode =>
    this.placed(make('comment', text), this.startOfComment(text));
  createTextNode = (text: string): TreeNode => make('text', text);
  createElement = (name: string, space: html.NS, attributes: Token.Attribute[]): TreeNode => {
    this.elements += 1;
    if (this.elements > 3 * this.startTags() + MOST_COPIES) throw new TooManyCopies();
    const element = make('element', '', name, SPACES.indexOf(space) as Space, flat(attributes));
    return this.placed(element, element.space === 0 ? this.endOfTag(attributes) : -1);
  };

  appendChild = (parent: TreeNode, node: TreeNode): void => insert(parent, node, parent.kids.length);
  insertBefore = (parent: TreeNode, node: TreeNode, next: TreeNode): void => {
    this.isStraight = false;
    insert(parent, node, parent.kids.lastIndexOf(next));
  };
  insertText = (parent: TreeNode, text: string): void => this.insertTextAt(parent, text, parent.kids.length);
  insertTextBefore = (parent: TreeNode, text: string, next: TreeNode): void => {
    this.isStraight = false;
    this.insertTextAt(parent, text, parent.kids.lastIndexOf(next));
  };
  detachNode = (node: TreeNode): void => {
    this.isStraight = false;
    node.parent?.kids.splice(node.parent.kids.lastIndexOf(node), 1);
    node.parent = undefined;
  };
  adoptAttributes = (node: TreeNode, attributes: Token.Attribute[]): void => {
    const known = this.adopted.get(node) ?? new Set(pairs(node).map(({ name }) => name));
    this.adopted.set(node, known);
    const fresh = attributes.filter(({ name }) => !known.has(name));
    for (const { name } of fresh) known.add(name);
    // A body tag may be repeated 100,000 times, each time with another attribute.
    (node.attributes as string[]).push(...flat(fresh));
  };

  setTemplateContent = (): void => undefined;
  getTemplateContent = (template: TreeNode): TreeNode => template;
  setDocumentType = (_document: TreeNode, name: string, publicId: string, systemId: string): void => {
    this.doctype ??= { name, publicId, systemId };
  };
  setDocumentMode = (_document: TreeNode, mode: html.DOCUMENT_MODE): void => {
    this.mode = mode;
  };
  getDocumentMode = (): html.DOCUMENT_MODE => this.mode;

  getFirstChild = (node: TreeNode): TreeNode | null => node.kids[0] ?? null;
  getChildNodes = (node: TreeNode): TreeNode[] => node.kids;
  getParentNode = (node: TreeNode): TreeNode | null => node.parent ?? null;
  getAttrList = pairs;
  getTagName = (node: TreeNode): string => node.name;
  getNamespaceURI = (node: TreeNode): html.NS => SPACES[node.space] ?? html.NS.HTML;
  getTextNodeContent = (node: TreeNode): string => node.text;
  getCommentNodeContent = (node: TreeNode): string => node.text;
  getDocumentTypeNodeName = (): string => this.doctype?.name ?? '';
  getDocumentTypeNodePublicId = (): string => this.doctype?.publicId ?? '';
  getDocumentTypeNodeSystemId = (): string => this.doctype?.systemId ?? '';
  isTextNode = (node: TreeNode): node is TreeNode => node.kind === 'text';
  isCommentNode = (node: TreeNode): node is TreeNode => node.kind === 'comment';
  isDocumentTypeNode = (_node: TreeNode): _node is TreeNode => false;
  isElementNode = (node: TreeNode): node is TreeNode => node.kind === 'element';

  getNodeSourceCodeLocation = (_node: TreeNode): Token.ElementLocation | null => null;
  setNodeSourceCodeLocation = (_node: TreeNode, _location: Token.ElementLocation | null): void => undefined;
  updateNodeSourceCodeLocation = (_node: TreeNode, _end: Partial<Token.ElementLocation>): void => undefined;

  private insertTextAt(parent: TreeNode, text: string, at: number): void {
    const before = parent.kids[at - 1];
    if (before?.kind === 'text') {
      before.text += text;
      return;
    }
    insert(parent, this.placed(make('text', text), this.startOfText()), at);
  }

  private placed(node: TreeNode, start: number): TreeNode {
    node.start = start;
    return node;
  }
}
