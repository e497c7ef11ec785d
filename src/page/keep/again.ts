import { on } from '../own/events';
import { inBackground, later, now } from '../own/language';
import { each } from '../own/lists';
import { pathOf } from '../own/served';
import { addressOfLink } from '../own/sheets';
import { contains, partsOf } from '../own/text';
import { fetchText, historyState, location, self } from '../own/window';
import { everywhere } from '../roots';

/** Milliseconds to wait for the document of a navigation under way; a 204 or a download brings none. */
const NAVIGATION_TIME = 3000;
/** Milliseconds after our own reload within which its `beforeunload` fires. */
const OWN_TIME = 1000;
let navigatedAt = 0;
let reloadedAt = 0;

on(self, 'beforeunload', () => {
  if (now() - reloadedAt > OWN_TIME) navigatedAt = now();
});

/** A swap has put its mark behind the address. */
const MARK = /.porthole=/g;
/**
 * WebKit takes preloaded files from its memory for each document that preloads them, without asking the server (2.50). A request of
 * another kind drops them there.
 */
const forgetPreloads = (): void =>
  each(everywhere<HTMLLinkElement>('link[rel*=preload]'), link => {
    const address = partsOf(addressOfLink(link), MARK)[0] as string;
    if (pathOf(address) !== '') inBackground(fetchText(address, { method: 'HEAD' }));
  });

/**
 * Loads the page again. A reload would cancel the navigation of a clicked link or a sent form, so it waits for that first. Firefox
 * restores `srcdoc` frames from the history on a reload but not on a navigation. A navigation to a fragment loads nothing, and any
 * navigation loses `history.state`.
 * @param keep stores the visitor's state for this page, not for another one
 */
export function loadAgain(keep: () => void): void {
  const wait = navigatedAt + NAVIGATION_TIME - now();
  if (wait > 0) {
    later(() => loadAgain(keep), wait);
    return;
  }
  reloadedAt = now();
  keep();
  forgetPreloads();
  const { href } = location;
  const isPlain = contains(href, '#') || historyState() !== null || everywhere('iframe[srcdoc]').length === 0;
  if (isPlain) location.reload();
  else location.replace(href);
}
