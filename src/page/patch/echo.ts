import { isElement, makeText, nameOf, page, replaceData } from '../own/dom';
import { promised } from '../own/language';
import { each } from '../own/lists';
import { disconnect, makeObserver, observe, takeRecords, targetOf } from '../own/observers';
import { contains } from '../own/text';

/** Turns in which observers of the page, and promises of theirs, do their work. */
const TURNS = 5;

/** Comes after the observers of the page, which are older. WebKit runs promises before any observer. */
const turn = (): Promise<void> =>
  promised(resolve => {
    const text = makeText(page, '');
    observe(
      makeObserver(() => resolve()),
      text,
      { characterData: true },
    );
    replaceData(text, 0, 0, ' ');
  });

/** Custom elements answer their slots and attributes when a page loads, too. */
const isOfElement = (node: Node): boolean => isElement(node) && contains(nameOf(node), '-');

/**
 * Tells how scripts answered what was just done to the page: their mutation observers saw a change, of which a fresh load has none.
 * No timer and no frame runs meanwhile, so that nothing else is heard.
 */
export async function echo(): Promise<string | undefined> {
  let target: Node | undefined;
  const hear = (records: readonly MutationRecord[]): void =>
    each(records, record => {
      if (!isOfElement(targetOf(record))) target ??= targetOf(record);
    });
  const observer = makeObserver(hear);
  observe(observer, page, { childList: true, subtree: true, characterData: true, attributes: true });
  for (let turns = 0; turns < TURNS && !target; turns++) await turn();
  hear(takeRecords(observer));
  disconnect(observer);
  return target && `a script answered the change in <${isElement(target) ? nameOf(target) : 'text'}>`;
}
