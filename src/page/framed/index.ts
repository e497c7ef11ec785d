import { FRAME_NAME } from '../../protocol/frame';
import { page, referrerOf } from '../own/dom';
import { on } from '../own/events';
import { bare, getter, inBackground } from '../own/language';
import { startsWith } from '../own/text';
import { dataOf } from '../own/wire';
import { location, originOf, parent, parseUrl, self, windowName } from '../own/window';
import { load } from '../loadUpdates';
import { parts } from '../parts';
import { reportAddress } from './address';
import type { Obey, Tell } from './messages';

const sourceOf = getter(MessageEvent, 'source');
const originOfMessage = getter(MessageEvent, 'origin');

/** The origin of the parent page; undefined if the browser hides it. */
function parentOrigin(): string | undefined {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (ancestors !== undefined) return ancestors[0];
  const referrer = parseUrl(referrerOf(page));
  return referrer && originOf(referrer);
}

/** In a frame: reports the address and title to the preview and follows its commands. */
export function announce(): void {
  if (parent === self) return;
  const origin = parentOrigin();
  // A parent of this origin is a page that contains this frame, and never the preview.
  if (origin === undefined || origin === 'null' || origin === location.origin) return;
  // No page can replace the methods of another origin's window.
  const tell: Tell = message => parent.postMessage(bare(message), origin);
  reportAddress(tell);
  const obey = startsWith(windowName(self), FRAME_NAME) ? inPanel(tell) : () => undefined;
  on<MessageEvent>(self, 'message', event => {
    if (sourceOf(event) !== parent || originOfMessage(event) !== origin) return;
    const data = dataOf(event);
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'porthole:reload') location.reload();
    else obey(data);
  });
}

/**
 * Begins the part that only the preview panel needs. The server puts it before the page script while a panel is open: a click in a page
 * that still loads is told, too. Unlike the page script, that part uses the page's own globals: it only serves the user of this page.
 */
function inPanel(tell: Tell): Obey {
  const obey = parts.preview?.(tell);
  if (obey) return obey;
  // The panel opened after the page script ran. If the page's policy forbids this import, links to other windows, find and chords are
  // missing.
  const loading = (async () => {
    await load('preview.js');
    return parts.preview?.(tell);
  })();
  return message => inBackground((async () => (await loading)?.(message))());
}
