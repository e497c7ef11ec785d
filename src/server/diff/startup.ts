import type { Doctype } from './treeAdapter';
import { attributeOf, attributesOf, type TreeNode } from './sourceTree';

const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'data', 'xlink:href']);

/** Whether an attribute holds code, holds a document with code, or chooses the code of its element. */
function isCode(name: string, value: string): boolean {
  if (/^on./.test(name) || name === 'srcdoc' || name === 'is') return true;
  return ADDRESSES.has(name) && /^[\0-\x20]*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i.test(value);
}

export const isScript = (node: TreeNode): boolean => node.name === 'script' && node.space !== 2;

/** A preload with a hash: a module that did not fit stays refused as long as its document exists. */
const isCheckedPreload = (node: TreeNode): boolean =>
  attributeOf(node, 'integrity') !== undefined && /preload/i.test(attributeOf(node, 'rel') ?? '');

/** Whether browsers act on the element once, during parsing: a later change undoes nothing. */
function isReadAtStart(node: TreeNode): boolean {
  if (node.name === 'base') return true;
  // The first sheet with a title chooses the set of sheets once (CSSOM, "preferred CSS style sheet set name").
  if (node.name === 'link' || node.name === 'style')
    return attributeOf(node, 'title') !== undefined || isCheckedPreload(node);
  if (node.name === 'meta')
    return (
      attributeOf(node, 'http-equiv') !== undefined ||
      attributeOf(node, 'charset') !== undefined ||
      // Its policy stays when the element goes (HTML, "referrer").
      attributeOf(node, 'name')?.toLowerCase() === 'referrer'
    );
  return node.name === 'template' && attributeOf(node, 'shadowrootmode') !== undefined;
}

/** Attributes that browsers read once, for example when a `<style>` becomes a sheet or a video chooses its subtitles. */
const isReadOnce = (element: string, name: string): boolean =>
  (element === 'style' && name === 'type') ||
  (element === 'track' && (name === 'default' || name === 'kind'));

const actsOnce = (element: string, name: string, value: string): boolean =>
  isCode(name, value) || isReadOnce(element, name);

/** A key that is equal for the same attribute and value on elements of the same name. */
export const attributeKey = (element: string, name: string, value: string): string =>
  `${element}\0${name}\0${value}`;

/** The parts of a source that act once, at load; a change to them needs a reload. */
export interface Startup {
  /** Equal for sources that start alike, apart from attributes. */
  readonly key: string;
  /** The attributes that are code or act at load, by `attributeKey`. */
  readonly attributes: ReadonlySet<string>;
}

/** Whether an attribute of the node acts at load. A function, so that the node's own attributes are searched once. */
export function heldIn(node: TreeNode): (name: string, value: string) => boolean {
  return isReadAtStart(node) ? () => true : (name, value) => actsOnce(node.name, name, value);
}

/** Whether nothing of these nodes acts at load. */
export const isInert = (nodes: readonly TreeNode[]): boolean =>
  nodes.every(node => {
    if (node.kind !== 'element') return true;
    const isHeld = heldIn(node);
    return (
      !isScript(node) &&
      node.attributes.every((name, at) => at % 2 === 1 || !isHeld(name, node.attributes[at + 1] ?? ''))
    );
  });

/** A change to `class` or `style` shows without a reload. */
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
      if (actsOnce(node.name, name, value)) parts.push(key);
    }
  }
  // Scripts read the root element's language, theme or version; without a script its attributes need no reload.
  const root = nodes.find(node => node.name === 'html');
  if (scripted && root) parts.push(`html ${[...attributesOf(root)].filter(isRead).join('\0')}`);
  return { key: parts.join('\n'), attributes };
}
