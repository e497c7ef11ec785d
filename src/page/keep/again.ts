import { on } from '../own/events';
import { later, now } from '../own/language';
import { contains } from '../own/text';
import { historyState, location, self } from '../own/window';
import { everywhere } from '../roots';

/** Milliseconds that a navigation under way has to bring its document; a 204 or a download brings none. */
const NAVIGATION_TIME = 3000;
/** Milliseconds after a reload of ours within which its own `beforeunload` comes. */
const OWN_TIME = 1000;
let navigatedAt = 0;
let reloadedAt = 0;

on(self, 'beforeunload', () => {
  if (now() - reloadedAt > OWN_TIME) navigatedAt = now();
});

/**
 * Loads the page again. A reload would cancel the navigation of a clicked link or a sent form, so it waits for that first. When a
 * page reloads, Firefox fills its frames by `srcdoc` from the history; a navigation has none. But a navigation to a fragment loads
 * nothing, and any loses `history.state`.
 * @param keep stores the visitor's state for this page, not for one that the visitor goes to
 */
export function loadAgain(keep: () => void): void {
  const wait = navigatedAt + NAVIGATION_TIME - now();
  if (wait > 0) {
    later(() => loadAgain(keep), wait);
    return;
  }
  reloadedAt = now();
  keep();
  const { href } = location;
  const isPlain = contains(href, '#') || historyState() !== null || everywhere('iframe[srcdoc]').length === 0;
  if (isPlain) location.reload();
  else location.replace(href);
}
