import { FRAME_NAME } from '../../protocol/frame';
import { page, referrerOf } from '../own/dom';
import { on } from '../own/events';
import { bare, getter, inBackground } from '../own/language';
import { dataOf } from '../own/wire';
import { hrefOf, location, originOf, parent, parseUrl, self, windowName } from '../own/window';
import { reportAddress } from './address';
import { reportDialogs } from './dialogs';
import type { Obey, PreviewModule, Tell } from './messages';

const sourceOf = getter(MessageEvent.prototype, 'source');
const originOfMessage = getter(MessageEvent.prototype, 'origin');

/** The origin of the parent page; undefined if the browser hides it. */
function parentOrigin(): string | undefined {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (ancestors !== undefined) return ancestors[0];
  const referrer = parseUrl(referrerOf(page));
  return referrer && originOf(referrer);
}

/**
 * In a frame: reports the address and title to the preview and follows its commands.
 *
 * @param address of the page script
 */
export function announce(address: string): void {
  if (parent === self) return;
  const origin = parentOrigin();
  if (origin === undefined || origin === 'null') return;
  // The window proxy of another origin has methods that no page can replace.
  const tell: Tell = message => parent.postMessage(bare(message), origin);
  reportAddress(tell);
  const obey = windowName(self) === FRAME_NAME ? inPanel(address, tell) : () => undefined;
  on<MessageEvent>(self, 'message', event => {
    if (sourceOf(event) !== parent || originOfMessage(event) !== origin) return;
    const data = dataOf(event);
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'porthole:reload') location.reload();
    else obey(data);
  });
}

/**
 * Loads the part that only the preview panel needs. A page whose policy forbids the import does without links to other windows, find
 * and chords. Unlike the page script, that part uses the page's own globals: it only serves the user of this page.
 */
function inPanel(address: string, tell: Tell): Obey {
  // At once: a script may open a dialog while the page is parsed.
  reportDialogs(tell);
  const loading = load(address, tell);
  return message => {
    inBackground(
      (async () => {
        const obey = await loading;
        obey?.(message);
      })(),
    );
  };
}

async function load(address: string, tell: Tell): Promise<Obey | undefined> {
  const url = parseUrl('preview.js', address);
  try {
    const part = url && ((await import(hrefOf(url))) as PreviewModule);
    return part?.createPreview(tell);
  } catch {
    return undefined;
  }
}
