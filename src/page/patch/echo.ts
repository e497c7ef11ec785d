import { isElement, nameOf, page } from '../own/dom';
import { promised } from '../own/language';
import { find } from '../own/lists';
import { disconnect, makeObserver, observe, takeRecords, targetOf } from '../own/observers';
import { contains } from '../own/text';

/** Turns of the microtask queue in which observers of the page, and promises of theirs, do their work. */
const TURNS = 20;

/** Custom elements answer their slots and attributes when a page loads, too. */
const isOfElement = (node: Node): boolean => isElement(node) && contains(nameOf(node), '-');

/**
 * Tells how scripts answered what was just done to the page: their mutation observers saw a change, of which a fresh load has none.
 * No timer and no frame runs meanwhile, so that nothing else is heard.
 */
export async function echo(): Promise<string | undefined> {
  const observer = makeObserver(() => undefined);
  observe(observer, page, { childList: true, subtree: true, characterData: true, attributes: true });
  let answer: MutationRecord | undefined;
  for (let turn = 0; turn < TURNS && !answer; turn++) {
    await promised<void>(resolve => resolve());
    answer = find(takeRecords(observer), record => !isOfElement(targetOf(record)));
  }
  disconnect(observer);
  if (!answer) return undefined;
  const target = targetOf(answer);
  return `a script answered the change in <${isElement(target) ? nameOf(target) : 'text'}>`;
}
