import { attributeOf, type TreeNode } from '../../diff/sourceTree';
import { codeIn } from './names';

/** A window that a script opens or finds by its name, or the one that has opened this one. Pages know more exactly. */
const OTHER_WINDOW = /\bopener\b|\bopen\b(?!\s*[:=])/;

/** Whether scripts may look into a window that was opened, or out of it. */
export const looksBeside = (nodes: readonly TreeNode[], files: readonly string[]): boolean =>
  [...codeIn(nodes), ...files].some(script => OTHER_WINDOW.test(script));

/** Access to a window by its number among others, or by a computed name. */
const NUMBERED = /\b(?:window|self|globalThis|frames|parent|top|contentWindow)\s*(?:\?\.)?\[\s*[^\s'"`\]]/;

/** Names of windows: the outermost one, and those of frames in a document. */
function namesIn(nodes: readonly TreeNode[]): RegExp {
  const names = nodes.flatMap(node =>
    /^(?:iframe|frame|object|embed)$/.test(node.name) ? (attributeOf(node, 'name') ?? []) : [],
  );
  const known = names.filter(name => /^\w+$/.test(name));
  return new RegExp(
    `(?:^|[^.\\w$]|(?:window|self|frames|parent)\\.)(?:${['top', ...known].join('|')})\\s*(?:\\.|\\[|\\?\\.)`,
  );
}

/**
 * Whether scripts may look into another window in a way that a page cannot watch. `top` and numbers of windows are properties that cannot
 * be replaced, and names of frames are not known in advance.
 * @param nodes of the document
 * @param files of scripts
 */
export function looksIntoWindows(nodes: readonly TreeNode[], files: readonly string[]): boolean {
  const names = namesIn(nodes);
  return [...codeIn(nodes), ...files].some(script => NUMBERED.test(script) || names.test(script));
}
