import type { FromFrame } from '../protocol/frame';
import { addressOfDocument, page, referrerOf, titleOf } from './own/dom';
import { on } from './own/events';
import { bare, getter, method } from './own/language';
import { history, location, originOf, parent, parseUrl, self } from './own/window';

const back = method(History.prototype, 'back');
const forward = method(History.prototype, 'forward');
const dataOf = getter(MessageEvent.prototype, 'data') as (event: MessageEvent) => unknown;
const sourceOf = getter(MessageEvent.prototype, 'source');
const originOfMessage = getter(MessageEvent.prototype, 'origin');

/** The origin of the parent page; undefined if the browser hides it. */
function parentOrigin(): string | undefined {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (ancestors !== undefined) return ancestors[0];
  const referrer = parseUrl(referrerOf(page));
  return referrer && originOf(referrer);
}

function follow(to: unknown): void {
  if (to === 'back') back(history);
  else if (to === 'forward') forward(history);
  else if (to === 'reload') location.reload();
}

/** In a frame: reports the address and title to the preview and follows its navigation commands. */
export function announce(): void {
  if (parent === self) return;
  const origin = parentOrigin();
  if (origin === undefined || origin === 'null') return;
  const tell = (): void => {
    const message: FromFrame = { type: 'porthole:shown', url: addressOfDocument(page), title: titleOf(page) };
    // The window proxy of another origin has methods that no page can replace.
    parent.postMessage(bare(message), origin);
  };
  on(self, 'pageshow', tell);
  on(self, 'popstate', tell);
  on(self, 'hashchange', tell);
  on<MessageEvent>(self, 'message', event => {
    if (sourceOf(event) !== parent || originOfMessage(event) !== origin) return;
    const data = dataOf(event);
    if (typeof data !== 'object' || data === null || !('type' in data) || !('to' in data)) return;
    if (data.type === 'porthole:go') follow(data.to);
  });
}
