import type { Doctype } from './treeAdapter';
import { attributeOf, type TreeNode } from './sourceTree';

const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'data', 'xlink:href']);

/** Whether an attribute is code, or brings a document with code of its own. */
function isCode(name: string, value: string): boolean {
  if (/^on./.test(name) || name === 'srcdoc') return true;
  return ADDRESSES.has(name) && /^[\0-\x20]*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i.test(value);
}

export const isScript = (node: TreeNode): boolean => node.name === 'script' && node.space !== 2;

/** Whether a node is a script or in one: in SVG that has nodes like any other element. */
export const isInScript = (node: TreeNode): boolean =>
  isScript(node) || (node.parent !== undefined && isInScript(node.parent));

/** Whether browsers read the element once, while they parse, or act on it: a new one would not undo what the old one did. */
function isReadAtStart(node: TreeNode): boolean {
  if (node.name === 'base') return true;
  if (node.name === 'meta')
    return attributeOf(node, 'http-equiv') !== undefined || attributeOf(node, 'charset') !== undefined;
  return node.name === 'template' && attributeOf(node, 'shadowrootmode') !== undefined;
}

/** Equal for attributes that say the same of elements of the same name. */
export const attributeKey = (element: string, name: string, value: string): string =>
  `${element}\0${name}\0${value}`;

/** What a page takes in when it starts, and that no patch can change: it is loaded again for the sake of it. */
export interface Startup {
  /** Equal for sources that start alike. */
  readonly key: string;
  /** The attributes that are code or are read at start, by `attributeKey`. */
  readonly attributes: ReadonlySet<string>;
}

/** Whether an attribute is part of what a page takes in when it starts. */
export const isHeld = (node: TreeNode, name: string, value: string): boolean =>
  isCode(name, value) || isReadAtStart(node);

/** Whether a page takes in nothing of these nodes when it starts. */
export const isInert = (nodes: readonly TreeNode[]): boolean => startupOf(nodes, undefined).key === NOTHING;

export function startupOf(nodes: readonly TreeNode[], doctype: Doctype | undefined): Startup {
  const parts: string[] = [JSON.stringify(doctype)];
  const attributes = new Set<string>();
  let scripted = false;
  for (const node of nodes) {
    if (node.kind !== 'element') continue;
    if (isScript(node)) parts.push(`script ${node.hash}`);
    else if (node.name === 'frameset' || isReadAtStart(node))
      parts.push(`${node.name}\0${node.attributes.join('\0')}`);
    scripted ||= isScript(node);
    for (let at = 0; at < node.attributes.length; at += 2) {
      const [name = '', value = ''] = node.attributes.slice(at, at + 2);
      if (!isHeld(node, name, value)) continue;
      const key = attributeKey(node.name, name, value);
      attributes.add(key);
      if (isCode(name, value)) parts.push(key);
    }
  }
  // Scripts ask the root element for its language, theme or version; without scripts nobody does.
  const root = nodes.find(node => node.name === 'html');
  if (scripted) parts.push(`html ${root?.attributes.join('\0') ?? ''}`);
  return { key: parts.join('\n'), attributes };
}

const NOTHING = startupOf([], undefined).key;
