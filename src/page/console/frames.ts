import {
  addressOfDocument,
  documentIn,
  hasAttribute,
  isElement,
  page,
  rootElementOf,
  windowIn,
} from '../own/dom';
import { OwnWeakSet } from '../own/language';
import { each } from '../own/lists';
import { addedBy, disconnect, makeObserver, observe } from '../own/observers';
import { self } from '../own/window';
import { framesIn, isMadeHere } from '../roots';

export type AnyWindow = Window & typeof globalThis;

/** Whether a window is this one, or a frame without a page script of its own. */
export const isHere = (target: AnyWindow): boolean =>
  target === self || isMadeHere(addressOfDocument(target.document));

/**
 * Calls back for frames whose documents come from no server, also for later ones: such a frame keeps the window that it is inserted
 * with.
 * @returns ends the calls
 */
export function eachFrame(visit: (frame: AnyWindow) => void): () => void {
  const seen = new OwnWeakSet();
  const look = (added: Element): void =>
    each(framesIn(added), frame => {
      const inner = documentIn(frame) && windowIn(frame);
      if (!inner || seen.has(inner) || (hasAttribute(frame, 'src') && !hasAttribute(frame, 'srcdoc'))) return;
      seen.add(inner);
      visit(inner);
    });
  const observer = makeObserver(records =>
    each(records, record =>
      each(addedBy(record), node => {
        if (isElement(node)) look(node);
      }),
    ),
  );
  const root = rootElementOf(page) as Element | null;
  if (root) look(root);
  observe(observer, page, { childList: true, subtree: true });
  return () => disconnect(observer);
}
