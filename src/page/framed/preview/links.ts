import type { Tell } from '../messages';

const SHOWN_ELSEWHERE = /^(?:https?|mailto|tel):/i;
/** Milliseconds after a click or key within which a script may open a window. */
const GESTURE = 1000;
// Chromium shows no PDF in a sandboxed frame.
const PDF = /\.pdf$/i;

const isForeign = ({ origin }: URL): boolean => origin !== location.origin;

/** Whether a target names a new window: not this frame, one above it, or a frame of this page. */
function isNewWindow(target: string): boolean {
  if (/^(?:_self|_parent|_top|)$/i.test(target)) return false;
  return target.startsWith('_') || document.querySelector(`[name="${CSS.escape(target)}"]`) === null;
}

function linkOf(event: Event): HTMLAnchorElement | HTMLAreaElement | undefined {
  return event
    .composedPath()
    .find(
      (node): node is HTMLAnchorElement | HTMLAreaElement =>
        (node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement) && node.href !== '',
    );
}

function targetOf(element: HTMLElement, target: string): string {
  return target || (element.ownerDocument.querySelector<HTMLBaseElement>('base[target]')?.target ?? '');
}

/**
 * Opens outside this frame what a webview's sandbox forbids or its policy blocks: new windows and other sites. Each needs a click or key
 * of the user; a script that tries without one is reported.
 */
export function openOutside(tell: Tell): void {
  // One window for each click or key, as popup blockers allow.
  let gesture = Number.NEGATIVE_INFINITY;
  const note = (event: Event): void => {
    if (event.isTrusted) gesture = performance.now();
  };
  for (const type of ['pointerdown', 'pointerup', 'click', 'keydown']) addEventListener(type, note, true);
  const open = (url: string): void => {
    const isWanted = performance.now() - gesture < GESTURE;
    gesture = Number.NEGATIVE_INFINITY;
    tell({ type: isWanted ? 'porthole:open' : 'porthole:blocked', url });
  };
  const click = (event: MouseEvent): void => {
    const link = linkOf(event);
    if (!link || !event.isTrusted || event.defaultPrevented || event.button > 1) return;
    const url = new URL(link.href);
    const isAside = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
    const opens = isAside || isNewWindow(targetOf(link, link.target));
    if (!SHOWN_ELSEWHERE.test(url.protocol) || (!opens && link.hasAttribute('download'))) return;
    if (!opens && !isForeign(url) && !PDF.test(url.pathname)) return;
    event.preventDefault();
    open(url.href);
  };
  addEventListener('click', click);
  addEventListener('auxclick', click);
  addEventListener('submit', event => submit(event, open));
  (window as { navigation?: Navigation }).navigation?.addEventListener('navigate', event => {
    const url = new URL(event.destination.url);
    if (!event.cancelable || event.defaultPrevented || !/^https?:/.test(url.protocol) || !isForeign(url))
      return;
    event.preventDefault();
    open(url.href);
  });
  replaceWindowOpen(open);
}

/** A form that opens a window: its address opens outside if it has one (GET); else the form is sent in this frame. */
function submit(event: SubmitEvent, open: (url: string) => void): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  const { submitter } = event;
  const target = submitter?.getAttribute('formtarget') ?? form.getAttribute('target') ?? '';
  if (!isNewWindow(targetOf(form, target))) return;
  const method = submitter?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get';
  if (/^(?:post|dialog)$/i.test(method)) {
    const before = form.getAttribute('target');
    form.setAttribute('target', '_self');
    setTimeout(() =>
      before === null ? form.removeAttribute('target') : form.setAttribute('target', before),
    );
    return;
  }
  event.preventDefault();
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const url = new URL(action, document.baseURI);
  const entries = [...new FormData(form, submitter)];
  url.search = new URLSearchParams(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  ).toString();
  open(url.href);
}

/** `window.open` of a new window does nothing in a webview, whose sandbox forbids popups. */
function replaceWindowOpen(open: (url: string) => void): void {
  const nativeOpen = window.open;
  window.open = function openWindow(url = '', target = '_blank', features = '') {
    if (!isNewWindow(target)) return nativeOpen.call(window, url, target, features);
    const address = URL.canParse(String(url), document.baseURI) ? new URL(url, document.baseURI) : undefined;
    if (address && url !== '' && SHOWN_ELSEWHERE.test(address.protocol)) open(address.href);
    return null;
  };
}
