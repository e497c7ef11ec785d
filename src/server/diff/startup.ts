import type { Doctype } from './treeAdapter';
import { attributeOf, attributesOf, type TreeNode } from './sourceTree';

const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'data', 'xlink:href']);

/** Whether an attribute is code, or a document with code of its own. */
function isCode(name: string, value: string): boolean {
  if (/^on./.test(name) || name === 'srcdoc') return true;
  return ADDRESSES.has(name) && /^[\0-\x20]*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i.test(value);
}

export const isScript = (node: TreeNode): boolean => node.name === 'script' && node.space !== 2;

/** Whether browsers act on the element once, while they parse it: changing it later undoes nothing. */
function isReadAtStart(node: TreeNode): boolean {
  if (node.name === 'base') return true;
  if (node.name === 'meta')
    return attributeOf(node, 'http-equiv') !== undefined || attributeOf(node, 'charset') !== undefined;
  return node.name === 'template' && attributeOf(node, 'shadowrootmode') !== undefined;
}

/** Equal for the same attribute and value on elements of the same name. */
export const attributeKey = (element: string, name: string, value: string): string =>
  `${element}\0${name}\0${value}`;

/** The parts of a source that act once, at load: a change of them needs a reload. */
export interface Startup {
  /** Equal for sources that start alike, but for attributes. */
  readonly key: string;
  /** The attributes that are code or act at load, by `attributeKey`. */
  readonly attributes: ReadonlySet<string>;
}

/** Whether an attribute of the node acts at load. A function, so that the node's own attributes are searched once. */
export function heldIn(node: TreeNode): (name: string, value: string) => boolean {
  return isReadAtStart(node) ? () => true : isCode;
}

/** A change of a class or a style shows without a load. */
const isRead = ([name]: readonly [name: string, value: string]): boolean =>
  name !== 'class' && name !== 'style';

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
    const isHeld = heldIn(node);
    for (let at = 0; at < node.attributes.length; at += 2) {
      const [name = '', value = ''] = node.attributes.slice(at, at + 2);
      if (!isHeld(name, value)) continue;
      const key = attributeKey(node.name, name, value);
      attributes.add(key);
      if (isCode(name, value)) parts.push(key);
    }
  }
  // Scripts read the root element's language, theme or version; without a script nothing does.
  const root = nodes.find(node => node.name === 'html');
  if (scripted && root) parts.push(`html ${[...attributesOf(root)].filter(isRead).join('\0')}`);
  return { key: parts.join('\n'), attributes };
}
