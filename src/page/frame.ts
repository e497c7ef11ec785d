import type { FromFrame } from '../protocol/frame';

/** The origin of the parent page; undefined if the browser hides it. */
function parentOrigin(): string | undefined {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (ancestors !== undefined) return ancestors[0];
  return document.referrer === '' ? undefined : new URL(document.referrer).origin;
}

/** In a frame: reports the address and title to the preview and follows its navigation commands. */
export function announce(): void {
  if (window.parent === window) return;
  const origin = parentOrigin();
  if (origin === undefined || origin === 'null') return;
  const tell = (): void => {
    const message: FromFrame = { type: 'porthole:shown', url: location.href, title: document.title };
    window.parent.postMessage(message, origin);
  };
  addEventListener('pageshow', tell);
  addEventListener('popstate', tell);
  addEventListener('hashchange', tell);
  addEventListener('message', event => {
    if (event.source !== window.parent || event.origin !== origin) return;
    const data: unknown = event.data;
    if (
      typeof data !== 'object' ||
      data === null ||
      !('type' in data) ||
      !('to' in data) ||
      data.type !== 'porthole:go'
    )
      return;
    if (data.to === 'back') history.back();
    else if (data.to === 'forward') history.forward();
    else if (data.to === 'reload') location.reload();
  });
}
