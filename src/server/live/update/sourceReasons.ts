import type { Operation } from '../../../protocol/page';
import type { Tree } from '../../diff/sourceTree';
import { asksByNumber, codeIn, movesFields, movesFocus, nameInScripts, namesIn } from './names';
import { animates, wired } from './wired';

/**
 * Why operations need a load of the page, as far as its sources and scripts tell; undefined if only the page
 * can know.
 * @param read gives the scripts that the page loaded
 */
export async function sourceReason(
  operations: readonly Operation[],
  from: Tree,
  to: Tree,
  read: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  if (animates(operations, from.nodes)) return 'an animation of SVG changed';
  if (movesFocus(operations, from.nodes)) return 'the element with the focus changed';
  const names = namesIn(operations, from.nodes);
  const wire = wired(operations, from, to);
  const isMoved = movesFields(operations, from.nodes);
  if (names.size === 0 && wire === undefined && !isMoved) return undefined;
  const scripts = [...codeIn(from.nodes), ...(await read())];
  if (scripts.length === 0) return undefined;
  const name = nameInScripts(names, from.nodes, scripts);
  if (name !== undefined) return `a script may know an element by its name, ${name}`;
  return wire ?? (isMoved && asksByNumber(scripts) ? 'a script may know a field by its number' : undefined);
}
