import { getter } from '../own/language';
import { contains } from '../own/text';
import { history, location } from '../own/window';
import { everywhere } from '../roots';

const stateOf = getter(History.prototype, 'state');

/**
 * Loads the page again. When a page reloads, Firefox fills its frames by `srcdoc` from the history; a navigation has none. But a
 * navigation to a fragment loads nothing, and any loses `history.state`.
 */
export function loadAgain(): void {
  const { href } = location;
  const isPlain =
    contains(href, '#') || stateOf(history) !== null || everywhere('iframe[srcdoc]').length === 0;
  if (isPlain) location.reload();
  else location.replace(href);
}
