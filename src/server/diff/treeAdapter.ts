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

/** A document's doctype; not part of the tree. */
export interface Doctype {
  readonly name: string;
  readonly publicId: string;
  readonly systemId: string;
}

/** Lets parse5 build `TreeNode`s directly. A template's content fragment is the template itself. */
export class SourceAdapter implements TreeAdapter<Map> {
  doctype: Doctype | undefined;
  /** Where texts begin in the source, if that is known. */
  readonly starts = new Map<TreeNode, number>();
  /** Where the characters begin that are inserted next; -1 where that is not known. */
  startOfText = (): number => -1;
  private mode = html.DOCUMENT_MODE.NO_QUIRKS;

  createDocument = (): TreeNode => make('document');
  createDocumentFragment = (): TreeNode => make('document');
  createCommentNode = (text: string): TreeNode => make('comment', text);
  createTextNode = (text: string): TreeNode => make('text', text);
  createElement = (name: string, space: html.NS, attributes: Token.Attribute[]): TreeNode =>
    make('element', '', name, SPACES.indexOf(space) as Space, flat(attributes));

  appendChild = (parent: TreeNode, node: TreeNode): void => insert(parent, node, parent.kids.length);
  insertBefore = (parent: TreeNode, node: TreeNode, next: TreeNode): void =>
    insert(parent, node, parent.kids.indexOf(next));
  insertText = (parent: TreeNode, text: string): void => this.insertTextAt(parent, text, parent.kids.length);
  insertTextBefore = (parent: TreeNode, text: string, next: TreeNode): void =>
    this.insertTextAt(parent, text, parent.kids.indexOf(next));
  detachNode = (node: TreeNode): void => {
    node.parent?.kids.splice(node.parent.kids.indexOf(node), 1);
    node.parent = undefined;
  };
  adoptAttributes = (node: TreeNode, attributes: Token.Attribute[]): void => {
    const known = new Set(pairs(node).map(({ name }) => name));
    node.attributes = [...node.attributes, ...flat(attributes.filter(({ name }) => !known.has(name)))];
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
    const node = make('text', text);
    insert(parent, node, at);
    const start = this.startOfText();
    if (start >= 0) this.starts.set(node, start);
  }
}
